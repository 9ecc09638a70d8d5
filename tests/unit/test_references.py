"""Names of images: read once, written for the engine and for the learner. No engine."""

import re
from dataclasses import dataclass

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import references

COURSE = "127.0.0.1:5055"
DIGEST = "sha256:" + "0a" * 32


@pytest.mark.parametrize(
    ("name", "whole"),
    [
        ("nginx", "docker.io/library/nginx:latest"),
        ("nginx:1.26", "docker.io/library/nginx:1.26"),
        ("academy/web", "docker.io/academy/web:latest"),
        ("127.0.0.1:5055/web", "127.0.0.1:5055/web:latest"),
        ("localhost/a/b:c", "localhost/a/b:c"),
        ("quay.io/a/b/c", "quay.io/a/b/c:latest"),
        ("nginx@sha256:ab", "docker.io/library/nginx@sha256:ab"),
        ("docker.io/nginx", "docker.io/library/nginx:latest"),
        ("index.docker.io/nginx", "docker.io/library/nginx:latest"),
        ("index.docker.io/academy/web:2", "docker.io/academy/web:2"),
        ("[::1]:5000/web:2", "[::1]:5000/web:2"),
    ],
)
def test_a_name_is_completed_as_docker_does(name, whole):
    """Registry, owner and tag that a name leaves out are Docker Hub, `library` and `latest`."""
    assert str(references.parse(name)) == whole


@pytest.mark.parametrize("name", ["nginx", "nginx:1.26", "academy/web:2", f"nginx@{DIGEST}"])
def test_a_name_moves_into_a_registry_and_back(name):
    """On a borrowed engine a name becomes the course's own, and is shown as it was written."""
    reference = references.parse(name, COURSE)
    assert reference.registry == COURSE
    assert reference.qualified.startswith(f"{COURSE}/")
    assert reference.displayed == name


@pytest.mark.parametrize(
    ("repository", "displayed"),
    [
        ("web", f"{COURSE}/web"),
        ("localhost/web", f"{COURSE}/localhost/web"),
        ("library/localhost/web", "library/localhost/web"),
        ("library/academy/web", "library/academy/web"),
        ("library/0a0a0a0a0a0a", "library/0a0a0a0a0a0a"),
        ("0a0a0a0a0a0a", f"{COURSE}/0a0a0a0a0a0a"),
    ],
)
def test_a_name_is_not_shortened_to_that_of_another_image(repository, displayed):
    """Where the short name would be read as another image's, the learner reads a longer one."""
    assert references.parse(f"{COURSE}/{repository}", COURSE).displayed == displayed


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("nginx", "nginx:latest"),
        ("127.0.0.1:5055/library/nginx", "127.0.0.1:5055/library/nginx:latest"),
        ("nginx:1.26", "nginx:1.26"),
        ("nginx@sha256:ab", "nginx@sha256:ab"),
        ("sha256:" + "0a" * 32, "0a" * 32),
        ("0a0a0a0a0a0a", "0a0a0a0a0a0a"),
    ],
)
def test_a_filter_names_the_tag_and_an_id_by_its_digits(name, value):
    """docker and Podman both understand a filter that names the tag and an ID without `sha256:`."""
    assert references.parse(name).filter_value == value


@pytest.mark.parametrize("name", ["quay.io/x", "127.0.0.1:1/x", "a" * 12, "sha256:" + "0" * 64, ""])
def test_other_names_are_left_alone(name):
    """A name that tells its registry, an ID and nothing are not moved."""
    reference = references.parse(name, COURSE)
    assert reference.qualified == name
    assert reference.displayed == name


@pytest.mark.parametrize("name", ["nginx:", "nginx@", ":", "/", "@", "a:b:c", "a//b", "A/b", " "])
def test_what_is_no_name_reaches_the_engine_as_it_is(name):
    """The engine judges what is no name: it hears it unchanged."""
    assert references.parse(name).qualified == name


def test_references_make_a_table():
    """Lesson 03 makes a table of references, by the parts of a name."""
    table = pd.DataFrame([references.parse("nginx"), references.parse("ghcr.io/team/app:2.0")])
    parts = table[["registry", "repository", "tag", "digest"]].to_numpy().tolist()
    assert parts == [["docker.io", "library/nginx", "", ""], ["ghcr.io", "team/app", "2.0", ""]]


# The grammar of https://pkg.go.dev/github.com/distribution/reference, written once more: a name is
# put together from its parts, so the parts that must come out of it are known.


@dataclass(frozen=True)
class Parts:
    """The parts that a name is put together from; None where it tells none."""

    domain: str | None
    path: str
    tag: str | None
    digest: str | None

    def __str__(self) -> str:
        """Write the name."""
        name = self.path
        if self.domain is not None:
            name = f"{self.domain}/{name}"
        if self.tag is not None:
            name = f"{name}:{self.tag}"
        if self.digest is not None:
            name = f"{name}@{self.digest}"
        return name


WORD = r"[a-z0-9]{1,6}"
SEPARATOR = r"(?:\.|_|__|-{1,3})"
COMPONENT = rf"{WORD}(?:{SEPARATOR}{WORD}){{0,2}}"
HOST_PART = r"(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]{0,4}[a-zA-Z0-9])"
HOST = rf"{HOST_PART}(?:\.{HOST_PART}){{0,3}}"
IPV6 = r"\[[a-fA-F0-9:]{2,20}\]"
TAG = r"[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,20}"
DIGEST_PATTERN = r"sha256:[0-9a-f]{64}"
WHOLE_NAME = re.compile(
    r"(?:(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])"
    r"(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*|\[(?:[a-fA-F0-9:]+)\])(?::[0-9]+)?/)?"
    r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*"
    r"(?::[\w][\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?",
    re.ASCII,
)


def matching(pattern: str) -> st.SearchStrategy[str]:
    """Generate texts that match a pattern as a whole."""
    return st.from_regex(re.compile(pattern, re.ASCII), fullmatch=True)


def is_taken_for_a_registry(component: str) -> bool:
    """Tell whether a component that stands first is a registry's address instead."""
    return component == "localhost" or any(sign in component for sign in ".:")


DOMAINS = st.one_of(
    st.sampled_from(["localhost", "docker.io", "index.docker.io", "quay.io", COURSE]),
    matching(rf"(?:{HOST}|{IPV6}):[0-9]{{1,5}}"),
    matching(HOST).filter(lambda host: "." in host),
)
PATHS = st.lists(matching(COMPONENT), min_size=1, max_size=4)
TAGS = st.none() | matching(TAG)
DIGESTS = st.none() | matching(DIGEST_PATTERN)


@st.composite
def names(draw) -> Parts:
    """Generate a valid name from its parts."""
    domain = draw(st.none() | DOMAINS)
    path = draw(PATHS)
    if domain is None and len(path) > 1 and is_taken_for_a_registry(path[0]):
        domain = path.pop(0)
    return Parts(domain, "/".join(path), draw(TAGS), draw(DIGESTS))


@given(names())
def test_the_parts_of_a_name_are_read_as_docker_reads_them(parts: Parts):
    """Whatever name docker accepts, the parts that it was put together from come out of it."""
    assert WHOLE_NAME.fullmatch(str(parts))
    reference = references.parse(str(parts))
    registry = parts.domain
    if registry in (None, "index.docker.io"):
        registry = "docker.io"
    path = parts.path
    if registry == "docker.io" and "/" not in path:
        path = f"library/{path}"
    assert reference.registry == registry
    assert reference.repository == path
    assert reference.tag == (parts.tag or "")
    assert reference.digest == (parts.digest or "")


@given(names())
def test_only_a_name_without_registry_moves(parts: Parts):
    """On a borrowed engine a name that tells its registry stays; any other is the course's."""
    name = str(parts)
    reference = references.parse(name, COURSE)
    if parts.domain is not None or reference.is_id:
        assert reference.qualified == name
    else:
        assert reference.registry == COURSE
        assert references.parse(reference.qualified).registry == COURSE
        assert reference.repository == references.parse(name).repository


@given(names())
def test_what_is_displayed_means_the_same_image(parts: Parts):
    """The name that a learner reads, typed again, is the same image."""
    reference = references.parse(str(parts), COURSE)
    again = references.parse(reference.displayed, COURSE)
    assert str(again) == str(reference)
    assert again.displayed == reference.displayed


@given(names(), matching(DIGEST_PATTERN))
def test_another_digest_is_of_the_same_repository(parts: Parts, digest: str):
    """A name with another digest is the same repository's, without the tag."""
    reference = references.parse(str(parts), COURSE)
    other = reference.with_digest(digest)
    assert other == references.parse(f"{reference.qualified_repository}@{digest}", COURSE)
    assert (other.registry, other.repository) == (reference.registry, reference.repository)
    assert (other.tag, other.digest) == ("", digest)
