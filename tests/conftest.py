"""What the tests share: the clone, the command, and a network namespace in which engines may come and go."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import pytest

import helpers as dk
from helpers import engine
from helpers.errors import CourseError
from lab.maintain import pytest_report
from tests.support.environment import CLONE, clean
from tests.support.practice import boxes, named


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo):
    """Put beside a failure what the engine ran then."""
    return pytest_report.add_situation((yield)) if "COURSE_DOCKER_HOST" in os.environ else (yield)


@pytest.fixture
def course():
    """Run ./course with a data folder of its own, apart from the network of the machine; returns (code, output)."""
    if os.geteuid() != 0 or sys.platform != "linux":
        pytest.skip("a private engine needs root on Linux")
    folder = tempfile.mkdtemp(prefix="course-")  # short: a socket's path may have 107 bytes
    data = Path(folder, "data")

    def run(
        *words: str, before: str = "", env: dict | None = None, timeout: float = 40
    ) -> tuple[int, str]:
        script = f'ip link set lo up\n{before}\nexec "$@"'
        argv = ["unshare", "--net", "sh", "-c", script, "sh", *words]
        done = subprocess.run(
            argv,
            cwd=CLONE,
            env=clean(data) | (env or {}),
            capture_output=True,
            text=True,
            timeout=timeout,
        )
        return done.returncode, done.stdout + done.stderr

    run.data = data
    yield run
    run("./course", "stop")
    for point in sorted(
        (row.split()[1] for row in Path("/proc/self/mounts").read_text().splitlines()), reverse=True
    ):
        if point.startswith(folder):
            subprocess.run(["umount", "--lazy", point], check=True)
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def busybox(tmp_path_factory) -> Path:
    """The course's busybox as an archive: an image for engines that reach no registry."""
    file = tmp_path_factory.mktemp("image") / "busybox.tar"
    docker = ["docker", "--host", os.environ["COURSE_DOCKER_HOST"]]
    had = (
        subprocess.run(
            [*docker, "image", "inspect", "busybox:latest"], capture_output=True
        ).returncode
        == 0
    )
    subprocess.run([*docker, "pull", "--quiet", "busybox:latest"], check=True, capture_output=True)
    subprocess.run([*docker, "save", "--output", file, "busybox:latest"], check=True)
    if not had:
        subprocess.run([*docker, "rmi", "busybox:latest"], check=True, capture_output=True)
    return file


@pytest.fixture
def own_record(tmp_path, monkeypatch):
    """A record, a folder and an engine of one's own for each test; what the test makes is removed, also a learner's."""
    monkeypatch.setenv("COURSE_RECORD", str(tmp_path / "record.json"))
    monkeypatch.chdir(tmp_path)
    before, names = boxes(), named()
    yield
    dk.reset()
    for kind, how in {"container": {"force": True, "v": True}, "volume": {}, "network": {}}.items():
        for name in boxes() - before:
            with suppress(
                CourseError
            ):  # of another kind, or just being removed by `docker run --rm`
                engine.call(f"remove_{kind}", name, **how)
    for name in named() - names:
        engine.call("remove_image", name, force=True)
    end = time.monotonic() + 10
    while not boxes() <= before and time.monotonic() < end:
        time.sleep(
            0.1
        )  # what `docker run --rm` leaves behind goes by itself: the engine is asked again
    assert boxes() <= before
    assert named() <= names
