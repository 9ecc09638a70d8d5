"""The box on the engine in use: built from nothing, worked with, ended, begun again, and taken
away (some minutes)."""

import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from helpers import engine
from lab.base import paths
from lab.box import context, labels
from tests.support.bystanders import Bystanders
from tests.support.snapshots import changes
from tests.support.waiting import wait_until as until

# A box is built from nothing in the first test: its base, its packages, its images.
pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.timeout(2400)]
CANARY = "canary.invalid"  # a setting of this machine's pip, which the image must not keep
INNER = "unix:///data/engine/docker.sock"


class Learner:
    """A learner with a clone and a data folder of their own, who types `./course box`."""

    def __init__(self, folder: Path):
        """Copy what the box is made of; the learner's own lessons belong to an ordinary user."""
        self.clone, self.data = folder / "a clone, 복제", folder / "data"
        self.clone.mkdir()
        for part in (*context.PARTS, "notebooks"):
            copy = shutil.copytree if (paths.CLONE / part).is_dir() else shutil.copy2
            copy(paths.CLONE / part, self.clone / part)
        self.work = self.clone / "work"
        self.work.mkdir()
        self.user = 1000 if os.geteuid() == 0 else os.geteuid()
        if os.geteuid() == 0:
            os.chown(self.work, self.user, self.user)
        self.older = self.work / "older.txt"  # belongs to whoever runs this, and is not the box's
        self.older.write_text("as it was")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.env = os.environ | {"COURSE_DATA": str(self.data), "COURSE_DOCKER_HOST": engine.host()}
        self.env |= {"PIP_TRUSTED_HOST": CANARY}
        ask = [
            sys.executable,
            "-c",
            "from lab.box.box import Box; from lab.engine.choose import choose; print(Box(choose()).name)",
        ]
        asked = subprocess.run(
            ask, cwd=paths.CLONE, env=self.env, capture_output=True, text=True, check=True
        )
        self.name = asked.stdout.strip()

    def course(self, *words: str) -> str:
        """Run ./course box with these words; give what it printed."""
        argv = ["./course", "box", *words]
        done = subprocess.run(
            argv, cwd=self.clone, env=self.env, capture_output=True, text=True, timeout=1800
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def up(self) -> str:
        """Start the box; give the token."""
        said = self.course("--no-browser", "--port", str(self.port))
        url, self.token = re.search(r"(http://\S+)\?token=(\w+)", said).groups()
        assert urlsplit(url).netloc == f"127.0.0.1:{self.port}"
        return self.token

    def break_off(self) -> tuple[int, str, list[str]]:
        """Press Ctrl-C while the image is built; give exit code, what was said, and containers
        that stayed."""
        argv = [
            "env",
            "--default-signal=INT",
            "./course",
            "box",
            "--no-browser",
        ]  # in the background it is ignored
        pipe = subprocess.PIPE
        with subprocess.Popen(
            argv, cwd=self.clone, env=self.env, stdout=pipe, stderr=pipe, text=True
        ) as child:
            try:
                until(lambda: "building the box" in child.stdout.readline())
                until(lambda: self.containers())  # the builder's first
                child.send_signal(signal.SIGINT)
                said = child.communicate(timeout=60)[1]
            finally:
                child.kill()
        until(lambda: not self.containers())
        return child.returncode, said, self.containers()

    def containers(self) -> list[str]:
        """The containers of this box, the builder's too, on the engine outside."""
        return self.docker(
            "ps", "--all", "--quiet", "--filter", f"label={labels.OWNER}={self.name}"
        ).split()

    def docker(self, *words: str) -> str:
        """Run the real `docker` on the engine outside."""
        argv = ["docker", "--host", engine.host(), *words]
        done = subprocess.run(argv, capture_output=True, text=True, timeout=900)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    def inside(self, *words: str) -> str:
        """Run a program in the box."""
        return self.docker("exec", self.name, *words)

    def inner(self, *words: str) -> str:
        """Run the `docker` of the box on the engine of the box."""
        return self.inside("docker", "--host", INNER, *words)

    def ask(self, path: str, token: str = "", **headers: str) -> tuple[int, dict, str]:
        """Ask JupyterLab: status, headers, text."""
        headers |= {"Authorization": f"token {token}"} if token else {}
        asked = urllib.request.Request(f"http://127.0.0.1:{self.port}/{path}", headers=headers)
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
                asked, timeout=20
            ) as answer:
                return answer.status, dict(answer.headers), answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, dict(error.headers), error.read().decode()

    def left(self) -> list[str]:
        """What of this box is on the engine outside: containers, volumes, images."""
        mine = ("--quiet", "--filter", f"label={labels.OWNER}={self.name}")
        listings = (("ps", "--all"), ("volume", "ls"), ("images", "--all"))
        return [row for words in listings for row in self.docker(*words, *mine).split()]


@pytest.fixture(scope="module")
def bystanders():
    """Containers, images, volumes and networks of somebody's on the engine outside."""
    there = Bystanders(f"ways{secrets.token_hex(3)}", engine.registry())
    try:
        there.make()
        yield there
    finally:
        there.remove()


@pytest.fixture(scope="module")
def learner(tmp_path_factory, bystanders):
    """A learner whose box is there, from nothing; at the end nothing of it is left, also after a
    failure."""
    one = Learner(tmp_path_factory.mktemp("learner"))
    one.before = bystanders.snapshot()
    assert one.left() == []
    try:
        one.broken_off = one.break_off()
        one.up()
        yield one
    finally:
        one.course("--remove")


def test_broken_off_while_it_is_built_it_goes_on(learner):
    """Ctrl-C ends the build in one sentence and leaves no container; the next `./course box`
    brought the box."""
    code, said, containers = learner.broken_off
    assert code == 130
    assert "./course box goes on from here." in said
    assert "Traceback" not in said
    assert containers == []
    assert learner.docker("ps", "--quiet", "--filter", f"name={learner.name}") != ""


def test_it_answers_only_with_the_token_and_only_here(learner):
    """JupyterLab is on 127.0.0.1 of this machine, the one port of the box, and refuses who has not
    its token."""
    seen = [
        learner.ask(f"api/{path}")[0]
        for path in ("contents", "contents?token=wrong", "kernels", "terminals")
    ]
    assert seen == [403] * 4
    assert learner.ask("api/contents", learner.token)[0] == 200
    assert learner.docker("port", learner.name) == f"8888/tcp -> 127.0.0.1:{learner.port}"
    tables = [Path(f"/proc/net/{kind}") for kind in ("tcp", "tcp6")]
    rows = [
        line.split() for path in tables if path.exists() for line in path.read_text().splitlines()
    ]
    listening = {
        row[1] for row in rows if row[1].endswith(f":{learner.port:04X}") and row[3] == "0A"
    }
    assert listening <= {f"0100007F:{learner.port:04X}"}


def test_a_name_of_another_host_is_refused(learner):
    """A page elsewhere whose name was turned to 127.0.0.1 gets nothing of JupyterLab, not even
    with the token."""
    assert learner.ask("api/contents", learner.token, Host="elsewhere.example")[0] == 403


def test_the_token_is_on_no_command_line_and_in_no_log(learner):
    """Who lists the machine's processes or reads the box's log does not get in."""
    lines = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
    assert [line for line in lines if learner.token.encode() in line] == []
    assert learner.token not in learner.docker("logs", learner.name)


def test_the_image_keeps_no_setting_of_this_machine(learner):
    """What pip was told is neither in the image's files nor in its history; no stage of the build
    is left."""
    assert CANARY not in learner.docker("history", "--no-trunc", learner.name)
    assert CANARY not in learner.docker("image", "inspect", learner.name)
    assert learner.inside("sh", "-c", "ls -d /settings 2>&1 || true").endswith(
        "No such file or directory"
    )
    untagged = (
        "images",
        "--quiet",
        "--filter",
        "dangling=true",
        "--filter",
        f"label={labels.STAGE}={learner.name}",
    )
    assert learner.docker(*untagged) == ""


def test_nothing_of_the_engine_outside_is_in_the_box(learner, bystanders):
    """No socket of it is there, and the engine in the box knows nothing of the containers outside."""
    assert (
        learner.inside("sh", "-c", "ls /var/run/docker.sock /run/docker.sock 2>&1 || true").count(
            "No such"
        )
        == 2
    )
    assert bystanders.mark not in learner.inner("ps", "--all")
    assert bystanders.mark in learner.docker("ps", "--all")


def test_lessons_are_as_recorded(learner):
    """Two lessons, one that starts and one that pulls, replay strictly in the box."""
    said = learner.inside("./course", "replay", "00", "03")
    assert re.search(r"\d+ passed", said)
    assert "failed" not in said


def test_limits_hold(learner):
    """A container of the box's engine has the limit that it was given, and is ended when it takes
    more."""
    learner.inner("pull", "--quiet", "busybox")
    files = "cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null || true"
    assert learner.inner("run", "--rm", "--memory", "64m", "busybox", "sh", "-c", files) == str(
        64 << 20
    )
    files = "cat /sys/fs/cgroup/pids.max /sys/fs/cgroup/pids/pids.max 2>/dev/null || true"
    assert learner.inner("run", "--rm", "--pids-limit", "50", "busybox", "sh", "-c", files) == "50"
    eats = ("--name", "eats", "--memory", "16m", "busybox", "sh", "-c", "tail /dev/zero; echo $?")
    assert learner.inner("run", *eats) == "137"
    learner.inner("rm", "eats")


def test_a_container_of_another_user_can_be_entered(learner):
    """`docker exec` works in a container whose program is not root's, as a database's is not."""
    learner.inner("run", "--detach", "--name", "other", "redis")
    assert "redis" in learner.inner("exec", "other", "id")
    learner.inner("rm", "--force", "other")


def test_a_page_of_an_inner_port_comes_through_jupyterlab(learner):
    """nginx in the box is read at proxy/PORT/, only with the token, and as a page that runs no
    script."""
    learner.inner("run", "--detach", "--name", "page", "--publish", "18099:80", "nginx")
    until(lambda: learner.ask("proxy/18099/", learner.token)[0] == 200, 30)  # nginx needs a moment
    status, headers, text = learner.ask("proxy/18099/", learner.token)
    assert (status, "Welcome to nginx!" in text) == (200, True)
    assert headers["Content-Security-Policy"].startswith("sandbox ")
    assert "allow-scripts" not in headers["Content-Security-Policy"]
    status, _, text = learner.ask("proxy/18099/")
    assert "Welcome to nginx!" not in text
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", 18099)) != 0  # the port itself is the box's
    learner.inner("rm", "--force", "page")


def test_an_inner_port_does_not_get_the_login(learner):
    """A program behind a port is told neither cookie nor token, and its cookies do not come out."""
    script = (
        "import http.server as h\n"
        "class H(h.BaseHTTPRequestHandler):\n"
        " def do_GET(self):\n"
        "  self.send_response(200); self.send_header('Set-Cookie', 'a=b'); self.end_headers()\n"
        "  self.wfile.write((self.path + chr(10) + str(self.headers)).encode())\n"
        "h.HTTPServer(('127.0.0.1', 18100), H).serve_forever()"
    )
    learner.docker("exec", "--detach", learner.name, "python3", "-c", script)
    learner.inside(
        "sh",
        "-c",
        "until python3 -c 'import socket; socket.create_connection((\"127.0.0.1\", 18100))' "
        "2>/dev/null; do sleep 0.1; done",
    )
    shown = {
        "Cookie": "login=mine",
        "Referer": f"http://127.0.0.1/lab?token={learner.token}",
        "Accept": "text/plain",
    }
    status, headers, text = learner.ask(
        f"proxy/18100/page?a=b&token={learner.token}", learner.token, **shown
    )
    assert (status, "text/plain" in text, text.splitlines()[0]) == (200, True, "/page?a=b")
    assert "login=mine" not in text
    assert learner.token not in text
    assert "a=b" not in headers.get(
        "Set-Cookie", ""
    )  # JupyterLab's own may come: the token was shown


def test_it_says_that_it_is_the_box(learner):
    """`doctor` and `status` typed in the box say where one is; `box` refuses."""
    assert "used  box  " in learner.inside("./course", "doctor")
    assert "This is the box" in learner.inside("./course", "status")
    assert "This is the box already" in learner.inside("sh", "-c", "./course box 2>&1 || true")


def test_typed_again_it_finds_the_running_one(learner):
    """A second `./course box` starts nothing: same container, same token."""
    before, token = (
        learner.docker("ps", "--quiet", "--filter", f"name={learner.name}"),
        learner.token,
    )
    assert learner.up() == token
    assert learner.docker("ps", "--quiet", "--filter", f"name={learner.name}") == before


def test_ended_and_begun_again_it_has_its_data(learner):
    """`--stop` takes the container away and nothing else; what was made in the box is there the
    next time."""
    learner.inner("volume", "create", "kept")
    learner.inner(
        "run", "--rm", "--volume", "kept:/kept", "busybox", "sh", "-c", "echo mine > /kept/file"
    )
    learner.inside("sh", "-c", "mkdir work/ko/made && echo by root > work/ko/made/file.txt")
    token = learner.token
    learner.course("--stop")
    assert learner.docker("ps", "--all", "--quiet", "--filter", f"name={learner.name}") == ""
    made = [learner.work / "ko" / "made", learner.work / "ko" / "made" / "file.txt"]
    assert [path.stat().st_uid for path in made] == [learner.user] * 2
    assert learner.up() != token
    assert (
        learner.inner("run", "--rm", "--volume", "kept:/kept", "busybox", "cat", "/kept/file")
        == "mine"
    )


def test_killed_it_goes_on(learner):
    """A box whose power was cut off starts again, its engine too, and gives back what root made in
    it, and no more."""
    learner.inside("sh", "-c", "echo by root > work/ko/cut.txt")
    learner.inner(
        "run", "--detach", "--name", "stays", "--restart", "always", "busybox", "sleep", "1000"
    )
    learner.docker("kill", learner.name)
    learner.up()
    assert (learner.work / "ko" / "cut.txt").stat().st_uid == learner.user
    assert learner.older.stat().st_uid == os.geteuid()
    assert "stays" in learner.inner("ps", "--format", "{{.Names}}")
    learner.inner("rm", "--force", "stays")


def test_removed_nothing_is_left(learner, bystanders):
    """No container, volume or image of the box is left, and what others have on the engine is as
    it was."""
    assert (
        json.loads(learner.docker("inspect", learner.name))[0]["Config"]["Labels"][labels.BOX]
        == "1"
    )
    learner.course("--remove")
    assert learner.left() == []
    assert learner.docker("images", "--quiet", learner.name) == ""
    assert changes(learner.before, bystanders.snapshot()) == []
    assert learner.course("--stop") == "There is nothing of the box to end or to remove.\n"
