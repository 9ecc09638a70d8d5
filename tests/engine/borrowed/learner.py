"""A learner of several on one borrowed engine: a data folder, a registry and processes."""

import json
import subprocess
import sys
from pathlib import Path

from helpers import engine
from tests.support.docker_program import docker
from tests.support.environment import CLONE, without_engine
from tests.support.snapshots import Snapshot, of_objects

START_SERVICES = """
from lab import setup
from lab.engine import choose
setup.start_services(choose.choose())
"""


class Learner:
    """One learner; the registry has the course's images, and the engine is everybody's."""

    def __init__(self, name: str, folder: Path):
        """Let ./course's own code choose the engine, the ports and the mark."""
        self.name = name
        self.folder = folder / name
        self.data = self.folder / "data"
        self._make_data_folder()
        self.env = without_engine(self.data)
        self.env["DOCKER_HOST"] = engine.host()
        self.env["COURSE_PROGRESS"] = "0"
        self.env["COURSE_LANGUAGE"] = "ko"
        self.do(START_SERVICES)
        settings = json.loads((self.data / "engine.json").read_text())
        assert settings["kind"] == "borrowed"
        self.mark = settings["learner"]
        self.registry = settings["registry"]

    def _make_data_folder(self) -> None:
        """Make a data folder with the images that are here already."""
        registry = self.data / "registry"
        registry.mkdir(parents=True)
        registry.joinpath("storage").symlink_to(engine.data_folder() / "registry" / "storage")
        (self.data / "docker-course.json").write_text("{}")

    def begin(self, code: str) -> subprocess.Popen[str]:
        """Run Python as this learner, beside all else."""
        return self._start(sys.executable, "-c", code, self.name, str(self.folder))

    def do(self, code: str) -> str:
        """Run Python as this learner; return what it prints."""
        return ended(self.begin(code))

    def course(self, *words: str) -> tuple[int, str]:
        """Run ./course as this learner; return exit code and output."""
        child = self._start("./course", *words)
        output, _ = child.communicate(timeout=60)
        return child.returncode, output

    def _start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            words,
            cwd=CLONE,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def snapshot(self) -> Snapshot:
        """Describe all that this learner made, byte for byte."""
        found = of_objects(
            containers=[f"{self.name}-web", f"{self.name}-done"],
            volumes=[f"{self.name}-data"],
            networks=[f"{self.name}-net"],
            images=[f"{self.registry}/library/shop:1", *self.nameless_images()],
        )
        found["image", "pulled"] = self.busybox()
        return found

    def busybox(self) -> str:
        """Return the ID of the image that this learner pulled."""
        return docker("inspect", "--format", "{{.Id}}", f"{self.registry}/library/busybox")

    def nameless_images(self) -> list[str]:
        """Return the images that this learner built and gave no name."""
        label = f"label=course.docker.build.{self.mark}"
        filters = ("--filter", "dangling=true", "--filter", label)
        return docker("images", "--quiet", "--no-trunc", *filters).split()


def ended(child: subprocess.Popen[str]) -> str:
    """Wait for a process, which must end well; return what it printed."""
    output, _ = child.communicate(timeout=60)
    assert child.returncode == 0, output
    return output
