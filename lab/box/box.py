"""The box: one container with the whole course in it, for a machine that has Docker already.

JupyterLab, an engine, its registry and images are inside; the notebooks are the clone's, and only
JupyterLab is published, on 127.0.0.1. What the course makes on the machine's engine carries the
label `course.docker.box`, and a name that belongs to one data folder: the course does not find
another learner's box on the same engine, so it does not touch it.
"""

import http.client
import json
import math
import os
import secrets
import subprocess
from collections.abc import Callable
from typing import Any

from lab import jupyter
from lab.base import browser, console, data_folder, paths, ports, wait
from lab.base.errors import SetupError
from lab.base.steps import Step, run_steps
from lab.box import command, labels
from lab.box.build import PROXIES, BoxImage
from lab.engine.client import Engine

HANDED_ON = (*PROXIES, "COURSE_DEBIAN_MIRROR")  # what the box's own set-up needs to reach Debian
ENDED = "The box ended before JupyterLab answered; its last words are above."


class Box:
    """The box of this data folder, on an engine of the machine."""

    def __init__(self, engine: Engine) -> None:
        """Take the engine to run it on; refuse in the box itself, and where none answers.

        The name is the learner's: another machine may have a data folder at the same path.
        """
        _require_outside()
        _require_answer(engine)
        self.engine = engine
        self.name = f"course-box-{data_folder.learner_id()}"
        self.image = BoxImage(self.engine, self.name)

    def start(self, port: int | None, privileged: bool) -> None:
        """Build what is missing and run the container, if it does not run."""
        container = self.container()
        if container and container["State"]["Paused"]:
            raise SetupError(f"The box is paused: docker unpause {self.name}  lets it go on.")
        is_current = self.image.is_current()
        if container and container["State"]["Running"]:
            if not is_current:
                console.say(
                    "The box runs with the clone as it was. "
                    "Anew:  ./course box --stop && ./course box"
                )
            return
        if port and not ports.is_free(port):
            raise SetupError(
                f"Port {port} on 127.0.0.1 is in use by another program. Take another."
            )
        if container:
            words = ("rm", "--force", self.name)
            self.engine.docker(*words, why="Removing the box that has ended")
        steps = [] if is_current else self.image.steps()
        needs = tuple(step.name for step in steps)
        steps.append(Step("box", "starting it", lambda: self.run(port, privileged), needs))
        run_steps(steps)

    def run(self, port: int | None, privileged: bool) -> None:
        """Run the container; take away one that did not come to run."""
        chosen = port or jupyter.free_port()
        if chosen is None:
            raise SetupError(
                f"No port from {jupyter.PORT} on is free on 127.0.0.1: name one with --port."
            )
        words = ["volume", "create", *labels.own(self.name), self.name]
        self.engine.docker(*words, why="Making the box's volume")
        words = ["info", "--format", "{{.CgroupVersion}}"]
        cgroups = self.engine.docker(*words, why="Asking the engine").strip()
        argv = command.run(
            self.name,
            chosen,
            privileged=privileged,
            own_cgroups=cgroups == "2",
            variables=[variable for variable in HANDED_ON if os.environ.get(variable)],
        )
        token = secrets.token_hex(24)  # in the environment: on no command line
        try:
            self.engine.docker(*argv, why="Running the box", env={"COURSE_BOX_TOKEN": token})
        except BaseException:
            self.engine.succeeds("rm", "--force", self.name)
            raise

    def wait(self) -> str:
        """Wait until JupyterLab answers, and show meanwhile what the box says; return its URL."""
        container = self.container()
        if container is None:
            raise SetupError(ENDED)
        variables = environment(container)
        port = int(variables["COURSE_BOX_PORT"])
        token = variables["COURSE_BOX_TOKEN"]
        if not answers(port, token):
            self._show_log_until(lambda: answers(port, token))
        return jupyter.address(port, token)

    def stop(self) -> list[str]:
        """End the box, whose data stays in its volume; return what was done."""
        if not self.container():
            return []
        self.engine.docker("stop", self.name, why="Ending the box")
        self.engine.docker("rm", self.name, why="Removing the ended box")
        return [f"the box ended ({self.name})"]

    def remove(self) -> list[str]:
        """Remove container, volume and images of this box; return what was done."""
        done = self.stop()
        words = ["volume", "ls", "--quiet", *labels.filter_own(self.name)]
        for volume in self.engine.docker(*words, why="Looking for the box's volume").split():
            self.engine.docker("volume", "rm", volume, why="Removing the box's volume")
            done.append(f"volume {volume} removed")
        return done + self.image.remove()

    def container(self) -> dict[str, Any] | None:
        """What the engine knows of the container; None if there is none."""
        words = ["container", "ls", "--all", "--quiet", "--filter", f"name=^/?{self.name}$"]
        ids = self.engine.docker(*words, why="Looking for the box").split()
        if not ids:
            return None
        text = self.engine.docker("container", "inspect", ids[0], why="Looking at the box")
        found: dict[str, Any] = json.loads(text)[0]
        its_labels = found["Config"]["Labels"] or {}
        if its_labels.get(labels.OWNER) != self.name:
            raise SetupError(
                f"The container {self.name} is not the course's: "
                f"it has no label {labels.OWNER}. Rename it."
            )
        return found

    def _show_log_until(self, ready: Callable[[], bool]) -> None:
        """Show the box's log until it is ready; the log ends with the box."""
        argv = ["docker", "--host", self.engine.host, "logs", "--follow", self.name]
        with subprocess.Popen(argv) as log:
            try:
                wait.until(
                    ready, math.inf, "JupyterLab", lost=lambda: log.poll() is not None, every=0.2
                )
            except wait.WaitFailed:
                raise SetupError(ENDED) from None
            finally:
                log.terminate()


def environment(container: dict[str, Any]) -> dict[str, str]:
    """Pure: the environment of a container's program."""
    variables = {}
    for row in container["Config"]["Env"]:
        name, _, value = row.partition("=")
        variables[name] = value
    return variables


def answers(port: int, token: str) -> bool:
    """Whether the box's JupyterLab answers here: another program does not know the token."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        headers = {"Authorization": f"token {token}"}
        connection.request("GET", "/api/status", headers=headers)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def say(url: str, opens_browser: bool) -> None:
    """Say where JupyterLab is and how to end it, and open it."""
    console.say(
        f"\nJupyterLab is ready, in the box. Open this address in a browser:\n\n    {url}\n"
    )
    console.say(
        "It ends with  ./course box --stop  (its data is kept);  --remove  takes all of it away."
    )
    if opens_browser:
        browser.open_address(url)


def _require_outside() -> None:
    if paths.in_box():
        raise SetupError(
            "This is the box already; `./course box` is for the machine that it runs on."
        )


def _require_answer(engine: Engine) -> None:
    if not engine.answers(10):
        raise SetupError(
            "The box needs a Docker engine that runs already, and none answers at "
            f"{engine.host}. Start Docker, or set DOCKER_HOST. "
            "The course without it:  sudo ./course lab  (Debian)."
        )
