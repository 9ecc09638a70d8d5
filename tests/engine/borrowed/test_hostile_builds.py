"""What a step of a build prints is only text: it removes nothing, and makes no row of a table."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import helpers as dk
from helpers import engine, errors
from tests.support.docker_program import docker
from tests.support.marked import MARK, image_ids

pytestmark = pytest.mark.usefixtures("marked", "course_images_removed")


@pytest.fixture
def course_images_removed(borrowed: str) -> Iterator[None]:
    """Remove afterwards what came from the course's registry, such as debian."""
    yield
    dk.reset()


@pytest.fixture
def nameless() -> Iterator[str]:
    """Give the ID of a nameless image of the learner's, made of debian as docker commit does."""
    name = f"{MARK}-committed"
    docker("create", "--name", name, "debian", "true")
    image = docker("commit", name)
    docker("rm", name)
    yield image.removeprefix("sha256:")
    docker("rmi", image, check=False)


@pytest.fixture
def stopped() -> Iterator[str]:
    """Give the ID of a stopped container of the learner's, made of debian."""
    docker("create", "--name", f"{MARK}-stopped", "debian", "true")
    yield docker("ps", "--all", "--quiet", "--no-trunc", "--filter", f"name={MARK}-stopped")
    docker("rm", f"{MARK}-stopped", check=False)


def write_dockerfile(folder: Path, *lines: str) -> None:
    """Write a Dockerfile with these lines."""
    (folder / "Dockerfile").write_text("\n".join(lines) + "\n")


def build_on_a_dying_engine(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Build what fails; instead of the failure the engine is gone, and keeps what was made."""
    send = engine.build

    def build(*arguments: Any, **options: Any) -> Iterator[dict[str, Any]]:
        options["forcerm"] = False
        for message in send(*arguments, **options):
            if "error" in message:
                monkeypatch.setattr(engine, "call", unavailable)
                unavailable()
            yield message

    def unavailable(*_: Any, **__: Any) -> None:
        raise errors.EngineUnavailable(address=engine.host())

    with monkeypatch.context() as patch:
        call = engine.call
        patch.setattr(engine, "build", build)
        with pytest.raises(errors.EngineUnavailable):
            dk.build(folder)
        monkeypatch.setattr(engine, "call", call)


def test_a_printed_id_of_an_image_is_no_step(borrowed: str, tmp_path: Path, nameless: str) -> None:
    """A build that fails removes its own steps, and not an image whose ID it printed."""
    claim = f"echo ' ---> {nameless[:12]}'"
    write_dockerfile(tmp_path, "FROM debian", "ENV a=b", f"RUN {claim}", f"RUN {claim}; exit 1")
    before = image_ids()
    with pytest.raises(errors.BuildError):
        dk.build(tmp_path)
    assert image_ids() - before <= image_ids("debian")
    assert before <= image_ids()


def test_a_printed_id_with_a_printed_step_is_no_step(
    borrowed: str, tmp_path: Path, nameless: str
) -> None:
    """Not even the next instruction, printed before it begins, makes an image the build's."""
    told = f"printf 'Step 3/3 : COPY Dockerfile /\\n ---> {nameless[:12]}\\n'; exit 1"
    write_dockerfile(tmp_path, "FROM debian", f"RUN {told}", "COPY Dockerfile /")
    with pytest.raises(errors.BuildError) as caught:
        dk.build(tmp_path)
    assert caught.value.fields["step"] == 2
    assert f"sha256:{nameless}" in image_ids()


def test_a_printed_id_of_a_container_is_not_removed(
    borrowed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stopped: str
) -> None:
    """After the engine died in a build, reset leaves a container whose ID was printed."""
    claim = f"echo ' ---> Running in {stopped[:12]}'"
    write_dockerfile(tmp_path, "FROM debian", f"RUN {claim}; exit 1")
    build_on_a_dying_engine(monkeypatch, tmp_path)
    dk.reset()
    assert stopped in docker("ps", "--all", "--quiet", "--no-trunc").split()


def test_reset_removes_what_a_dead_engine_kept(
    borrowed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The images and the container of a build in which the engine died are gone after a reset."""
    dk.pull("debian")
    write_dockerfile(tmp_path, "FROM debian", "ENV a=b", "COPY Dockerfile /x", "RUN exit 3")
    containers = set(docker("ps", "--all", "--quiet").split())
    images = image_ids()
    build_on_a_dying_engine(monkeypatch, tmp_path)
    left = set(docker("ps", "--all", "--quiet").split()) - containers
    assert len(left) == 1
    assert len(image_ids() - images) == 2
    assert left <= set(dk.reset()["NAME"])
    assert image_ids() <= images
    assert set(docker("ps", "--all", "--quiet").split()) == containers


def test_output_makes_no_rows(borrowed: str, tmp_path: Path) -> None:
    """The table has the Dockerfile's instructions, whatever is printed; their images are real."""
    told = "printf 'Step 9/9 : PWN\\n ---> Using cache\\n ---> 0123456789ab\\n'"
    write_dockerfile(tmp_path, "FROM debian", f"RUN {told}", 'CMD ["true"]')
    for cached in (False, True):
        built = dk.build(tmp_path, tag=f"{MARK}-rows")
        assert built["INSTRUCTION"].tolist()[1:3] == [f"RUN {told}", 'CMD ["true"]']
        assert len(built) == 4  # and the course's label
        assert set(built["CACHED"].tolist()[1:]) == {cached}
        images = docker("history", "--quiet", "--no-trunc", built.attrs["image"]).split()
        shown = [image.removeprefix("sha256:")[:12] for image in reversed(images)]
        assert built["IMAGE"].tolist()[1:] == shown[-3:]
    dk.rmi(f"{MARK}-rows")


def test_an_exit_code_in_the_command_is_not_the_exit_code(borrowed: str, tmp_path: Path) -> None:
    """The exit code is the engine's, whatever the command says."""
    write_dockerfile(tmp_path, "FROM debian", "RUN : returned a non-zero code: 9; exit 4")
    with pytest.raises(errors.BuildError, match="its command gave exit code 4"):
        dk.build(tmp_path)


def test_steps_of_onbuild_are_removed_too(borrowed: str, tmp_path: Path) -> None:
    """A build that fails on a base with ONBUILD instructions leaves nothing of theirs."""
    write_dockerfile(tmp_path, "FROM debian", "ONBUILD ENV c=d", "ONBUILD RUN echo triggered")
    dk.build(tmp_path, tag=f"{MARK}-onbuild")
    before = image_ids()
    write_dockerfile(tmp_path, f"FROM {MARK}-onbuild", "RUN exit 1")
    with pytest.raises(errors.BuildError):
        dk.build(tmp_path)
    assert image_ids() == before
    dk.rmi(f"{MARK}-onbuild")
