"""The image of the box: built from the clone, on a Debian that is there, pulled or made here."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO

from lab.base import data_folder, paths, programs
from lab.base.errors import SetupError
from lab.base.steps import Step
from lab.box import context, labels
from lab.engine.client import Engine
from lab.images.rootfs import make_rootfs

BASE = "debian:trixie-slim"
PROXIES = ("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")


class BoxImage:
    """The image of one box, and the base that is made for it where none can be had."""

    def __init__(self, engine: Engine, name: str) -> None:
        """Take the engine and the name of the box, which is the name of its images too."""
        self.engine = engine
        self.name = name
        self.reference = f"{name}:latest"
        self.own_base = f"{name}:base"
        self.base = ""  # found by `find_base`

    def is_current(self) -> bool:
        """Whether the image is there, and built from the clone as it is now."""
        if not self.engine.has_image(self.reference):
            return False
        shown = f'{{{{index .Config.Labels "{labels.SOURCE}"}}}}'
        words = ("image", "inspect", "--format", shown, self.reference)
        source = self.engine.docker(*words, why="Looking at the box's image").strip()
        return source == context.fingerprint()

    def steps(self) -> list[Step]:
        """The steps that build the image; the last one makes it."""
        return [
            Step("base", "looking for a Debian base", self.find_base),
            Step("image", "building the box", self.build, ("base",)),
        ]

    def find_base(self) -> None:
        """Choose the image to build on.

        It is the one that is named, one that is there, Docker Hub's, or one that is made here.
        """
        self.base = os.environ.get("COURSE_BOX_BASE") or self._base_there() or self._new_base()

    def build(self) -> None:
        """Build the image; keep nothing of the stage that knew this machine's settings."""
        before = self.engine.image_id(self.reference)
        try:
            self._build_from_context()
        finally:
            self._prune(labels.STAGE, why="Removing build stages")
        if before and before != self.engine.image_id(self.reference):
            with suppress(SetupError):  # somebody has given it a name, or uses it
                self.engine.docker("rmi", before, why="Removing the box's older image")

    def remove(self) -> list[str]:
        """Remove the images of this box; return what was done."""
        words = ["images", "--format", "{{.Repository}}:{{.Tag}}", *labels.filter_own(self.name)]
        done = []
        for tag in self.engine.docker(*words, why="Looking for the box's images").split():
            if tag.startswith(f"{self.name}:"):
                self.engine.docker("rmi", tag, why="Removing the box's image")
                done.append(f"image {tag} removed")
        self._prune(labels.OWNER, why="Removing what builds that failed left")
        return done

    def make_base(self) -> None:
        """Make the base from Debian's packages, without a registry."""
        data_folder.make()
        paths.run().mkdir(exist_ok=True)
        labelled = f"LABEL {labels.BOX}=1 {labels.OWNER}={self.name}"
        with tempfile.TemporaryDirectory(dir=paths.run()) as folder:
            rootfs = Path(folder, "rootfs.tar")
            make_rootfs(rootfs, paths.run() / "box-base.log")
            words = ("import", "--change", labelled, str(rootfs), self.own_base)
            self.engine.docker(*words, why="Importing the Debian base")

    def _prune(self, label: str, why: str) -> None:
        """Remove this box's images that have no name and carry the label."""
        words = ("image", "prune", "--force", "--filter", f"label={label}={self.name}")
        self.engine.docker(*words, why=why)

    def _base_there(self) -> str | None:
        """The base that the engine has already."""
        for reference in (BASE, self.own_base):
            if self.engine.has_image(reference):
                return reference
        return None

    def _new_base(self) -> str:
        """Pull the base, or make it."""
        if self.engine.succeeds("pull", "--quiet", BASE):
            return BASE
        try:
            self.make_base()
        except SetupError as error:
            raise SetupError(
                f"There is no Debian to build the box on: {BASE} could not be pulled, and making "
                "it failed. Set COURSE_BOX_BASE to a Debian image that the engine has or can pull, "
                f"or install mmdebstrap and uidmap.\n{error}"
            ) from None
        return self.own_base

    def _build_from_context(self) -> None:
        """Build with the classic builder, or with BuildKit on an engine that has no other."""
        log = paths.run() / "box-image.log"
        with tempfile.TemporaryFile() as packed:
            context.pack(packed)
            try:
                self._run_build(packed, buildkit=False, log=log)
            except SetupError:
                began = "Step 1/" in log.read_text(errors="replace")
                if began or programs.broken_off.is_set() or not self._has_buildkit():
                    raise
                self._run_build(packed, buildkit=True, log=log)

    def _has_buildkit(self) -> bool:
        return self.engine.succeeds("buildx", "version")

    def _run_build(self, packed: IO[bytes], *, buildkit: bool, log: Path) -> None:
        packed.seek(0)
        self.engine.docker(
            *self._build_words(),
            why="Building the box",
            env={"DOCKER_BUILDKIT": "1" if buildkit else "0"},
            stdin=packed,
            log=log,
        )

    def _build_words(self) -> list[str]:
        words = ["build", "--force-rm", "--tag", self.name]
        words += ["--label", f"{labels.SOURCE}={context.fingerprint()}"]
        words += ["--build-arg", f"BASE={self.base}"]
        words += ["--build-arg", f"OF={self.name}"]
        words += ["--build-arg", f"PACKAGES={' '.join(context.debian_packages())}"]
        for variable in PROXIES:
            if os.environ.get(variable):
                words += ["--build-arg", variable]
        return [*words, "-"]
