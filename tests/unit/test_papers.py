"""What the papers say holds: READMEs, docs/, the changelog, the workflows. No engine."""

import re
import subprocess
import sys
import tomllib

import pytest

import helpers
from docs import api_page
from lab import cli
from lab.base import paths

README = (paths.CLONE / "README.md").read_text()
KOREAN = (paths.CLONE / "README.ko.md").read_text()
DOCS = paths.CLONE / "docs"
PAPERS = [*paths.CLONE.glob("*.md"), *DOCS.glob("*.md"), paths.CLONE / "bench" / "README.md"]
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)\s]*)?\)")
PLACES = sorted(
    set(re.findall(r"`((?:helpers|lab|tests)/[\w./-]+)`", (DOCS / "architecture.md").read_text()))
)
FORMS = paths.CLONE / ".github" / "ISSUE_TEMPLATE"


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: str(path.relative_to(paths.CLONE)))
def test_each_link_leads_somewhere(paper):
    """Each link to a file of the clone, in each paper, names one that is there."""
    for link in LINK.findall(paper.read_text()):
        if "://" not in link:
            assert (paper.parent / link).exists(), link


@pytest.mark.parametrize("place", PLACES)
def test_each_place_of_the_architecture_is_there(place):
    """Each file and folder that the page of the architecture names is in the clone."""
    assert (paths.CLONE / place).exists()


def test_readme_is_short():
    """README fits on a few screens: what is long is in docs/."""
    assert len(README.splitlines()) <= 100
    assert len(KOREAN.splitlines()) <= 100


@pytest.mark.parametrize("text", [README, KOREAN], ids=["en", "ko"])
def test_readme_lists_each_lesson(text):
    """README's table of lessons has each lesson that there is, in order."""
    named = re.findall(r"\(notebooks/ko/([\w-]+)\.ipynb\)", text)
    assert named == [path.stem for path in sorted(paths.LESSONS.glob("*.ipynb"))]


@pytest.mark.parametrize("name", ["commands.md", "commands.ko.md"])
def test_the_page_of_commands_has_those_that_there_are(name):
    """Each command of ./course is on the page of commands, and no other."""
    text = (DOCS / name).read_text()
    assert set(re.findall(r"^\./course ([a-z]+)", text, re.MULTILINE)) == set(cli.COMMANDS)


def test_both_readmes_show_the_two_commands():
    """The two commands that do everything are in both READMEs."""
    for text in (README, KOREAN):
        assert re.findall(r"^\./course ([a-z]+) ", text, re.MULTILINE) == ["lab", "test"]


@pytest.mark.parametrize("view", ["board", "filter_builder", "layer_explorer", "port_lab"])
def test_the_page_of_views_names_each_view(view):
    """Each live view is on both pages of views."""
    for name in ("views.md", "views.ko.md"):
        assert f"dk.{view}()" in (DOCS / name).read_text()
    assert view in helpers.__all__


@pytest.mark.parametrize(
    "picture",
    sorted((paths.LESSONS.parent / "pictures").glob("*.png")),
    ids=lambda path: path.stem,
)
def test_each_picture_is_shown(picture):
    """A picture of a view is on both pages of views and in a lesson; that of a lesson is in both
    READMEs."""
    if picture.stem == "lesson":
        assert f"notebooks/pictures/{picture.name}" in README
        assert f"notebooks/pictures/{picture.name}" in KOREAN
        return
    for name in ("views.md", "views.ko.md"):
        assert f"../notebooks/pictures/{picture.name}" in (DOCS / name).read_text()
    lessons = [path.read_text() for path in paths.LESSONS.glob("*.ipynb")]
    assert any(f"(../pictures/{picture.name})" in text for text in lessons)


def test_the_changelog_has_the_version():
    """The version of the project is a heading of the changelog, with its date."""
    project = tomllib.loads((paths.CLONE / "pyproject.toml").read_text())["project"]
    changes = (paths.CLONE / "CHANGELOG.md").read_text()
    version = re.escape(project["version"])
    assert re.search(rf"^## \[{version}\] - \d{{4}}-\d\d-\d\d$", changes, re.MULTILINE)
    assert "## [Unreleased]" in changes


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("github-workflows", sorted((paths.CLONE / ".github" / "workflows").glob("*.yml"))),
        ("github-issue-forms", [FORMS / "report.yml"]),
        ("github-issue-config", [FORMS / "config.yml"]),
    ],
)
def test_what_github_reads_is_of_its_schema(schema, files):
    """Workflows and forms are as GitHub's schemas ask."""
    assert files
    words = ["check_jsonschema", "--builtin-schema", f"vendor.{schema}", *files]
    done = subprocess.run([sys.executable, "-m", *words], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_report_asks_for_what_the_doctor_says():
    """Whoever reports a fault is asked for the output of ./course doctor."""
    assert "./course doctor" in (FORMS / "report.yml").read_text()


def test_the_page_of_the_words_is_what_the_docstrings_give():
    """docs/api.md is made from the docstrings as they are now."""
    assert api_page.PAGE.read_text() == api_page.page()


@pytest.mark.parametrize("word", helpers.__all__)
def test_each_word_is_on_the_page_of_the_words(word):
    """The page has a section for each word."""
    assert f"\n## `dk.{word}`\n" in api_page.PAGE.read_text()
