"""Docker's rules of `cp`, told by its documentation, as functions. No engine."""

import pytest

from helpers.containers.copy_places import ContainerPath, LocalPath, parse_place
from helpers.containers.copy_rules import Placement, Source, Target, name_of, place_copy
from helpers.errors import CourseError, NotFound

HERE = LocalPath("site")
INSIDE = ContainerPath("web", "/srv")
FILE = Source(HERE, "site", is_folder=False)
FOLDER = Source(HERE, "site", is_folder=True)
CONTENT = Source(HERE, ".", is_folder=True)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("web:/srv", ContainerPath("web", "/srv")),
        ("web:", ContainerPath("web", "")),
        ("web:a:b", ContainerPath("web", "a:b")),
        ("site", LocalPath("site")),
        ("./a:b", LocalPath("./a:b")),
        ("/a:b", LocalPath("/a:b")),
        ("~/a:b", LocalPath("~/a:b")),
        (":/srv", LocalPath(":/srv")),
    ],
)
def test_a_colon_tells_a_container_s_path_from_one_here(
    text: str, place: ContainerPath | LocalPath
) -> None:
    """A path here that has a colon in it begins with a dot, a slash or a tilde."""
    assert parse_place(text) == place
    assert str(place) == text


@pytest.mark.parametrize(
    ("path", "name"),
    [("/a/b", "b"), ("/a/b/", "b"), ("/a/b/.", "."), (".", "."), ("/a/./b", "b"), ("", ".")],
)
def test_a_copy_is_called_as_its_source(path: str, name: str) -> None:
    """With `/.` behind a folder only its content is meant."""
    assert name_of(path) == name


def _target(path: str, is_there: bool = False, is_folder: bool = False) -> Target:
    return Target(INSIDE, path, is_there, is_folder)


A_FOLDER = _target("/srv", is_there=True, is_folder=True)
A_FILE = _target("/srv/page", is_there=True)
NOTHING = _target("/srv/new")
NO_FOLDER = _target("/srv/new/")


@pytest.mark.parametrize(
    ("source", "target", "placement"),
    [
        (FILE, A_FOLDER, Placement("/srv", "site")),
        (FILE, A_FILE, Placement("/srv", "page")),
        (FILE, NOTHING, Placement("/srv", "new")),
        (FOLDER, A_FOLDER, Placement("/srv", "site")),
        (FOLDER, NOTHING, Placement("/srv", "new")),
        (FOLDER, NO_FOLDER, Placement("/srv", "new")),
        (CONTENT, A_FOLDER, Placement("/srv", ".")),
        (CONTENT, NOTHING, Placement("/srv", "new")),
    ],
)
def test_a_copy_goes_where_docker_s_rules_say(
    source: Source, target: Target, placement: Placement
) -> None:
    """Into a folder that is there under its own name, else to the name that was given."""
    assert place_copy(source, target) == placement


@pytest.mark.parametrize("source", [FOLDER, CONTENT])
def test_a_folder_takes_no_file_s_place(source: Source) -> None:
    """It is an error that names both."""
    with pytest.raises(CourseError, match="site is a folder, and web:/srv is a file"):
        place_copy(source, A_FILE)


def test_a_file_is_not_copied_to_a_folder_that_is_not_there() -> None:
    """A slash at the end says that a folder is meant."""
    with pytest.raises(NotFound, match="no folder /srv in container web"):
        place_copy(FILE, NO_FOLDER)
