"""The box: one container with the whole course in it, for a machine that has Docker already.

JupyterLab, an engine, its registry and images are inside; the notebooks are the clone's, and only JupyterLab is
published, on 127.0.0.1. What is made on the machine's engine carries the label `course.docker.box`, and a name that
belongs to one data folder: another learner's box on the same engine is not found, so it is not touched.
"""

import http.client
import json
import os
import secrets
import subprocess
import tempfile
import time
import webbrowser
from contextlib import suppress
from pathlib import Path

from lab import jupyter
from lab.base import console, data_folder, paths, programs
from lab.base.errors import SetupError
from lab.base.steps import Step, run_steps
from lab.box import context
from lab.engine import choose, client
from lab.images import build as images

BASE = "debian:trixie-slim"
LABEL, OF, FROM = "course.docker.box", "course.docker.box.of", "course.docker.box.from"
STAGE = "course.docker.box.stage"
LEAST = [  # what an engine in a container needs at least
    *("--cap-add", "SYS_ADMIN", "--cap-add", "NET_ADMIN"),
    *("--cap-add", "SYS_PTRACE"),  # for `docker exec` in a container whose program is not root's
    *("--security-opt", "seccomp=unconfined", "--security-opt", "apparmor=unconfined"),
]
PROXIES = ("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")
PASSED = (*PROXIES, "COURSE_DEBIAN_MIRROR")  # what the box's own set-up needs to reach Debian


class Box:
    """The box of this data folder, on the engine in use."""

    def __init__(self):
        """Find the engine that it runs on."""
        if paths.in_box():
            raise SetupError(
                "This is the box already; `./course box` is for the machine that it runs on."
            )
        self.host, _ = choose.choose()
        if not client.answers(self.host, 10):
            raise SetupError(
                f"The box needs a Docker engine that runs already, and none answers at {self.host}. "
                "Start Docker, or set DOCKER_HOST. The course without it:  sudo ./course lab  (Debian)."
            )
        self.name = f"course-box-{data_folder.learner_id()}"  # the path of a data folder may be another learner's path too
        self.base = f"{self.name}:base"

    def start(self, port: int | None, privileged: bool) -> None:
        """Build what is missing and run the container, if it does not run."""
        found = self.found()
        if found and found["State"]["Paused"]:
            raise SetupError(f"The box is paused: docker unpause {self.name}  lets it go on.")
        if found and found["State"]["Running"]:
            if self.image_from() != context.made_from():
                console.say(
                    "The box runs with the clone as it was. Anew:  ./course box --stop && ./course box"
                )
            return
        if port and not jupyter.free(port):
            raise SetupError(
                f"Port {port} on 127.0.0.1 is in use by another program. Take another."
            )
        if found:
            self.docker("rm", "--force", self.name, why="Removing the box that has ended")
        steps = []
        if self.image_from() != context.made_from():
            steps.append(Step("base", "looking for a Debian base", self.find_base))
            steps.append(Step("image", "building the box", self.build, ("base",)))
        built = ("image",) if steps else ()
        steps.append(Step("box", "starting it", lambda: self.run(port, privileged), built))
        run_steps(steps)

    def find_base(self) -> None:
        """Choose the Debian image that the box stands on, and bring it if it is not there."""
        self.stands_on = base(
            os.environ.get("COURSE_BOX_BASE"), self.base, self.has, self.pull, self.make_base
        )

    def build(self) -> None:
        """Build the image; of the stage that knew this machine's settings nothing is kept."""
        log = paths.data() / "run" / "box-image.log"
        arguments = {
            "BASE": self.stands_on,
            "OF": self.name,
            "PACKAGES": " ".join(context.wanted()),
        }
        words = [
            "build",
            "--force-rm",
            "--tag",
            self.name,
            "--label",
            f"{FROM}={context.made_from()}",
        ]
        words += [
            word for key, value in arguments.items() for word in ("--build-arg", f"{key}={value}")
        ]
        words += [word for key in PROXIES if os.environ.get(key) for word in ("--build-arg", key)]
        before = self.image_id()
        with tempfile.TemporaryFile() as archive:
            context.pack(archive)
            try:
                self._build([*words, "-"], archive, "0", log)
            except SetupError:
                classic = "Step 1/" in log.read_text(errors="replace")
                if (
                    classic
                    or programs.broken_off.is_set()
                    or subprocess.run(
                        ["docker", "buildx", "version"], capture_output=True
                    ).returncode
                ):
                    raise
                self._build(
                    [*words, "-"], archive, "1", log
                )  # an engine without the classic builder
            finally:
                self.prune()
        if before and before != self.image_id():
            with suppress(SetupError):  # somebody has given it a name, or uses it
                self.docker("rmi", before, why="Removing the box's older image")

    def run(self, port: int | None, privileged: bool) -> None:
        """Run the container; one that did not come to run is taken away."""
        chosen = port or jupyter.free_port()
        if chosen is None:
            raise SetupError(
                f"No port from {jupyter.PORT} on is free on 127.0.0.1: name one with --port."
            )
        labels = ("--label", f"{LABEL}=1", "--label", f"{OF}={self.name}")
        self.docker("volume", "create", *labels, self.name, why="Making the box's volume")
        version = self.docker(
            "info", "--format", "{{.CgroupVersion}}", why="Asking the engine"
        ).strip()
        token = {
            "COURSE_BOX_TOKEN": secrets.token_hex(24)
        }  # in the environment: on no command line
        argv = words(
            self.name,
            chosen,
            privileged,
            version == "2",
            [key for key in PASSED if os.environ.get(key)],
        )
        try:
            self.docker(*argv, why="Running the box", env=token)
        except BaseException:
            subprocess.run(
                ["docker", "--host", self.host, "rm", "--force", self.name], capture_output=True
            )
            raise

    def wait(self) -> str:
        """Wait until JupyterLab answers, and show meanwhile what the box says; give its address."""
        found = self.found()
        told = dict(row.partition("=")[::2] for row in found["Config"]["Env"]) if found else {}
        port, token = told.get("COURSE_BOX_PORT"), told.get("COURSE_BOX_TOKEN", "")
        if not answers(port, token):
            self._follow(lambda: answers(port, token))
        return jupyter.address(int(port), token)

    def stop(self) -> list[str]:
        """End the box; its data is kept in its volume. Return what was done."""
        if not self.found():
            return []
        self.docker("stop", self.name, why="Ending the box")
        self.docker("rm", self.name, why="Removing the ended box")
        return [f"the box ended ({self.name})"]

    def remove(self) -> list[str]:
        """Remove container, volume and images of this box; return what was done."""
        done, mine = self.stop(), ("--filter", f"label={OF}={self.name}")
        for volume in self.docker(
            "volume", "ls", "--quiet", *mine, why="Looking for the box's volume"
        ).split():
            self.docker("volume", "rm", volume, why="Removing the box's volume")
            done.append(f"volume {volume} removed")
        shown = ("--format", "{{.Repository}}:{{.Tag}}")
        tags = self.docker("images", *shown, *mine, why="Looking for the box's images").split()
        for tag in [tag for tag in tags if tag.startswith(f"{self.name}:")]:
            self.docker("rmi", tag, why="Removing the box's image")
            done.append(f"image {tag} removed")
        self.prune()
        return done

    def prune(self) -> None:
        """Remove what building left: of the stage that knew this machine's settings, whose label no other image has."""
        self.docker(
            "image",
            "prune",
            "--force",
            "--filter",
            f"label={STAGE}={self.name}",
            why="Removing build stages",
        )

    def found(self) -> dict | None:
        """What the engine knows of the container; None if there is none."""
        named = ("container", "ls", "--all", "--quiet", "--filter", f"name=^/?{self.name}$")
        rows = self.docker(*named, why="Looking for the box").split()
        if not rows:
            return None
        about = json.loads(self.docker("container", "inspect", rows[0], why="Looking at the box"))[
            0
        ]
        if (about["Config"]["Labels"] or {}).get(OF) != self.name:
            raise SetupError(
                f"The container {self.name} is not the course's: it has no label {OF}. Rename it."
            )
        return about

    def image_id(self) -> str:
        """The ID of the box's image; nothing if there is none."""
        return self.docker(
            "images", "--quiet", "--no-trunc", f"{self.name}:latest", why="Looking for an image"
        ).strip()

    def image_from(self) -> str:
        """What the image was made from, by its label; nothing if there is none."""
        if not self.has(f"{self.name}:latest"):  # without a tag it is the base too
            return ""
        shown = ("--format", f'{{{{index .Config.Labels "{FROM}"}}}}')
        return self.docker(
            "image", "inspect", *shown, self.name, why="Looking at the box's image"
        ).strip()

    def has(self, image: str) -> bool:
        """Whether the engine has this image."""
        return bool(self.docker("images", "--quiet", image, why="Looking for an image").strip())

    def pull(self) -> bool:
        """Pull the base; whether that went well."""
        argv = ["docker", "--host", self.host, "pull", "--quiet", BASE]
        return subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True).returncode == 0

    def make_base(self) -> None:
        """Make the base from Debian's packages, without a registry."""
        run = data_folder.make() / "run"
        run.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=run) as folder:
            rootfs = Path(folder, "rootfs.tar")
            images.make_rootfs(rootfs, run / "box-base.log")
            change = ("--change", f"LABEL {LABEL}=1 {OF}={self.name}")
            self.docker("import", *change, rootfs, self.base, why="Importing the Debian base")

    def docker(self, *words, why: str, env: dict | None = None, **options) -> str:
        """Run the docker CLI on the engine that the box runs on."""
        env = os.environ | {"DOCKER_CLI_HINTS": "false"} | (env or {})
        return programs.call(["docker", "--host", self.host, *words], why=why, env=env, **options)

    def _follow(self, ready) -> None:
        """Show the box's log until it is ready."""
        with subprocess.Popen(
            ["docker", "--host", self.host, "logs", "--follow", self.name]
        ) as log:
            try:
                while not ready():
                    if log.poll() is not None:  # the log ends with the box
                        raise SetupError(
                            "The box ended before JupyterLab answered; its last words are above."
                        )
                    time.sleep(0.2)  # JupyterLab has no other sign of being ready than its answer
            finally:
                log.terminate()

    def _build(self, words: list[str], context, kit: str, log: Path) -> None:
        context.seek(0)
        self.docker(
            *words, why="Building the box", env={"DOCKER_BUILDKIT": kit}, stdin=context, log=log
        )


def words(name: str, port: int, privileged: bool, single: bool, passed: list[str]) -> list[str]:
    """Pure: the words for `docker` that run the box; `single`: on cgroup v2; `passed`: variables to hand on."""
    argv = [
        "run",
        "--detach",
        "--init",
        "--name",
        name,
        "--hostname",
        "box",
        "--stop-timeout",
        "90",
    ]
    argv += ["--label", f"{LABEL}=1", "--label", f"{OF}={name}"]
    argv += ["--privileged"] if privileged else LEAST
    argv += ["--cgroupns", "private"] if single else []
    argv += ["--mount", mount(type="volume", source=name, target="/data")]
    argv += [
        "--mount",
        mount(type="bind", source=paths.LESSONS.parent, target="/course/notebooks"),
    ]
    argv += ["--publish", f"127.0.0.1:{port}:{jupyter.PORT}"]
    argv += ["--env", "COURSE_BOX_TOKEN", "--env", f"COURSE_BOX_PORT={port}"]
    return [*argv, *(word for key in passed for word in ("--env", key)), name]


def mount(**fields) -> str:
    """Pure: the value of --mount, which is a line of CSV: a path may have commas in it."""
    cells = (f"{key}={value}" for key, value in fields.items())
    return ",".join(
        '"{}"'.format(cell.replace('"', '""')) if set(cell) & set(',"') else cell for cell in cells
    )


def base(named: str | None, own: str, has, pull, make) -> str:
    """Choose the image to stand on: the one that is named, one that is there, Docker Hub's, or one made here."""
    if named:
        return named
    for image in (BASE, own):
        if has(image):
            return image
    if pull():
        return BASE
    try:
        make()
    except SetupError as stop:
        raise SetupError(
            f"There is no Debian to build the box on: {BASE} could not be pulled, and making it failed. Set "
            "COURSE_BOX_BASE to a Debian image that the engine has or can pull, or install mmdebstrap and uidmap.\n"
            f"{stop}"
        ) from None
    return own


def answers(port: str | None, token: str) -> bool:
    """Whether the box's JupyterLab answers on this port: another program's does not know the token."""
    line = http.client.HTTPConnection("127.0.0.1", int(port or 0), timeout=5)
    try:
        line.request("GET", "/api/status", headers={"Authorization": f"token {token}"})
        return line.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def say(url: str, browser: bool) -> None:
    """Say where JupyterLab is and how to end, and open it."""
    console.say(
        f"\nJupyterLab is ready, in the box. Open this address in a browser:\n\n    {url}\n"
    )
    console.say(
        "It ends with  ./course box --stop  (its data is kept);  --remove  takes all of it away."
    )
    if browser:
        webbrowser.open(url)
