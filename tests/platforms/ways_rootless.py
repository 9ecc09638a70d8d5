"""An ordinary user's own engine, for real and from nothing: it comes, works, is killed, and goes
without a trace."""

import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from http.server import HTTPServer, SimpleHTTPRequestHandler
from pathlib import Path
from threading import Thread
from types import SimpleNamespace

import pytest

from lab.base import rootless
from tests.support.environment import CLONE

pytestmark = pytest.mark.timeout(900)  # an engine is set up from nothing, as an ordinary user

NAME = "course-rootless"
OURS = ("COURSE_", "DOCKER_", "XDG_", "VIRTUAL_ENV", "CONDA_", "PYTHON", "PYTEST", "SUDO_", "DBUS_")
PROGRAMS = (*rootless.PACKAGES, "dockerd", "docker", "docker-registry", "mmdebstrap", "useradd")
LACKING = "import json; from lab.base import rootless; print(json.dumps([gap.what for gap in rootless.gaps(rootless.look())]))"
PULL = "import helpers as dk; dk.pull('nginx'); print(dk.search('nginx')['NAME'].tolist())"


@pytest.fixture(scope="module")
def learner():
    """An ordinary user, made for these tests, with a clone and a home; runs words and gives (code,
    output)."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("it takes root to make an ordinary user to try as")
    lacking = [name for name in PROGRAMS if not shutil.which(name)]
    if lacking:
        pytest.skip(f"a rootless engine needs more here: {', '.join(lacking)}")
    home = Path(tempfile.mkdtemp(prefix="course-")) / "home"
    home.parent.chmod(0o755)
    subprocess.run(
        ["useradd", "--create-home", "--home-dir", home, "--shell", "/bin/sh", NAME], check=True
    )
    user = pwd.getpwnam(NAME)
    clone, data = home / "course", home / ".local" / "share" / "docker-course"
    shutil.copytree(
        CLONE, clone, symlinks=True, ignore=shutil.ignore_patterns(".git", ".venv", "__pycache__")
    )
    subprocess.run(["chown", "-R", f"{NAME}:", clone], check=True)
    env = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
    env |= {
        "HOME": str(home),
        "USER": NAME,
        "LOGNAME": NAME,
        "PATH": "/usr/local/bin:/usr/bin:/bin",
    }

    def run(*words: str, timeout: float = 600) -> tuple[int, str]:
        done = subprocess.run(
            [str(word) for word in words],
            cwd=clone,
            env=env,
            user=user.pw_uid,
            group=user.pw_gid,
            extra_groups=[],
            umask=0o022,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=timeout,
        )
        return done.returncode, done.stdout

    try:
        if gaps := json.loads(run("python3", "-c", LACKING)[1]):
            pytest.skip(f"a rootless engine needs more here: {'; '.join(gaps)}")
        docker = ("docker", "--host", f"unix://{data / 'engine' / 'docker.sock'}")
        python = (str(clone / ".venv" / "bin" / "python"), "-c")
        yield SimpleNamespace(
            run=run,
            home=home,
            clone=clone,
            data=data,
            docker=docker,
            python=python,
            uid=user.pw_uid,
        )
        run("./course", "stop")
    finally:
        for number in processes(user.pw_uid):
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        subprocess.run(["userdel", "--remove", NAME], check=True, capture_output=True)
        shutil.rmtree(home.parent)


def processes(uid: int) -> dict[int, str]:
    """The processes of this user and of the user's sub-ids, without those that ended and wait to
    be read."""
    given = [line.split(":") for line in Path("/etc/subuid").read_text().splitlines()]
    spans = [(uid, 1), *((int(first), int(count)) for name, first, count in given if name == NAME)]
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            owner = entry.stat().st_uid
            state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
            if state != "Z" and any(first <= owner < first + count for first, count in spans):
                found[int(entry.name)] = (entry / "cmdline").read_text().replace("\0", " ")
    return found


def good(result: tuple[int, str]) -> str:
    """The output of what has to succeed."""
    code, output = result
    assert code == 0, output
    return output.strip()


def page(port: int) -> bytes:
    """The page at a port of this host."""
    for _ in range(50):
        with suppress(OSError):
            return urllib.request.urlopen(f"http://127.0.0.1:{port}", timeout=5).read()
        time.sleep(0.1)  # a server has no other sign of being ready than its answer
    raise AssertionError(f"nothing answers at port {port}")


def running(learner) -> str:
    """The names of the containers that run, in order."""
    return " ".join(
        sorted(good(learner.run(*learner.docker, "ps", "--format", "{{.Names}}")).split())
    )


@pytest.fixture(scope="module")
def ready(learner):
    """The course, set up."""
    good(learner.run("./course", "setup"))
    return learner


def test_from_nothing_an_ordinary_user_has_an_engine_of_the_courses_own(ready):
    """`./course setup` ends well, doctor says why the engine is rootless, and no process of it is
    root's."""
    told = good(ready.run("./course", "doctor"))
    assert "private, the course's own, rootless" in told
    assert "MISS" not in told
    assert "rootless" in good(ready.run(*ready.docker, "info", "--format", "{{.SecurityOptions}}"))
    assert any("dockerd --config-file" in words for words in processes(ready.uid).values())


def test_a_published_port_is_reached_from_this_host_and_from_no_other(ready):
    """The page of a container comes at 127.0.0.1, and nothing listens at another address."""
    good(
        ready.run(
            *ready.docker, "run", "--detach", "--name", "web", "--publish", "18180:80", "nginx"
        )
    )
    assert b"nginx" in page(18180)
    listens = subprocess.run(
        ["ss", "--listening", "--tcp", "--numeric"], capture_output=True, text=True, check=True
    )
    at = [line.split()[3] for line in listens.stdout.splitlines() if ":18180 " in line]
    assert at == ["127.0.0.1:18180"]
    good(ready.run(*ready.docker, "rm", "--force", "web"))


def test_images_are_searched_pulled_built_and_pushed_at_the_usual_address(ready):
    """The registry's address on the host is good in the engine's own network, too."""
    assert "nginx" in good(ready.run(*ready.python, PULL))
    work = (
        "import helpers as dk, pathlib; folder = pathlib.Path('../image'); folder.mkdir();"
        "(folder / 'Dockerfile').write_text('FROM busybox\\nRUN echo built > /note\\n');"
        "name = dk.engine.registry() + '/team/note:1'; dk.build(folder, tag=name); dk.push(name); dk.rmi(name);"
        "dk.run(name, 'cat /note', rm=True)"
    )
    assert good(ready.run(*ready.python, work)).endswith("built")


def test_the_hosts_own_loopback_is_not_for_containers(ready):
    """What listens on the host's 127.0.0.1 is not reached by a container, at no address of its
    network."""
    server = HTTPServer(("127.0.0.1", 0), SimpleHTTPRequestHandler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        for host in ("10.0.2.2", "127.0.0.1"):
            ask = ("wget", "-q", "-T", "3", "-O", "-", f"http://{host}:{server.server_port}/")
            for network in ("bridge", "host"):
                code, said = ready.run(
                    *ready.docker, "run", "--rm", "--network", network, "busybox", *ask
                )
                assert code == 1, said
    finally:
        server.shutdown()


def test_a_limit_holds_or_is_refused(ready):
    """Where the engine has control groups a limit of memory is in them; where not, nothing runs
    without it."""
    look = "cat /sys/fs/cgroup/memory.max"
    code, said = ready.run(
        *ready.python, f"import helpers as dk; dk.run('busybox', '{look}', memory='16m', rm=True)"
    )
    if good(ready.run(*ready.docker, "info", "--format", "{{.CgroupDriver}}")) == "none":
        assert code == 1
        assert "memory needs control groups, and this engine has none" in said
    else:
        assert "16777216" in said


def test_a_port_below_1024_is_one_sentence(ready):
    """The kernel keeps them for root: the refusal says so, and which to take."""
    code, said = ready.run(
        *ready.python,
        "import helpers as dk; dk.run('busybox', 'true', publish='81:80', name='low')",
    )
    assert code == 1
    assert "A rootless engine may publish no host port below 1024, so not 81" in said
    good(ready.run(*ready.docker, "rm", "low"))


def test_containers_with_a_policy_come_back_with_the_engine(ready):
    """Ended and started again, as lesson 06 does, it brings back what is to be always there, and
    its page."""
    good(
        ready.run(
            *ready.docker, "run", "--detach", "--init", "--name", "once", "busybox", "sleep", "600"
        )
    )
    policy = ("--restart", "always", "--publish", "18180:80")
    good(ready.run(*ready.docker, "run", "--detach", "--name", "always", *policy, "nginx"))
    good(ready.run("./course", "restart-engine"))
    assert running(ready) == "always"
    assert b"nginx" in page(18180)


@pytest.mark.parametrize("program", ["rootlesskit", "dockerd"])
def test_a_killed_engine_comes_back_with_volumes_intact(ready, program):
    """kill -9 of either half: the next command starts it again, what a volume held is there, no
    container is twice."""
    ready.run(*ready.docker, "volume", "create", "kept")
    write = ("sh", "-c", "echo precious > /data/file")
    good(ready.run(*ready.docker, "run", "--rm", "--volume", "kept:/data", "busybox", *write))
    good(ready.run(*ready.docker, "start", "always"))
    killed = [
        number
        for number, words in processes(ready.uid).items()
        if Path(words.split()[0]).name == program
    ]
    assert len(killed) == 1
    os.kill(killed[0], signal.SIGKILL)
    assert ready.run(*ready.docker, "version")[0]
    good(ready.run("./course", "setup"))
    read = ("run", "--rm", "--volume", "kept:/data", "busybox", "cat", "/data/file")
    assert good(ready.run(*ready.docker, *read)) == "precious"
    assert running(ready) == "always"
    assert sum("nginx: master" in words for words in processes(ready.uid).values()) == 1


def test_a_second_engine_shares_a_folder(ready):
    """As if on another host, in a namespace of its own: what one writes the other reads; nothing
    of it stays."""
    work = (
        "import helpers as dk, os, pathlib, subprocess; share = pathlib.Path('../shared'); share.mkdir()\n"
        "dk.save('busybox', '../busybox.tar'); other = dk.second_engine(share)\n"
        "def volume(host): subprocess.run(f'docker --host {host} volume create {other.options} shared',"
        " shell=True, check=True)\n"
        "with other:\n"
        "    assert not len(dk.images()); dk.load('../busybox.tar'); volume(other.host)\n"
        "    write = ['sh', '-c', 'echo from the second > /data/note']\n"
        "    dk.run('busybox', write, volume='shared:/data', network='none')\n"
        "volume(dk.engine.host()); dk.run('busybox', 'cat /data/note', volume='shared:/data', rm=True); other.stop()"
    )
    assert good(ready.run(*ready.python, work)).endswith("from the second")
    assert not (ready.data / "second").exists()
    assert not any("/second/" in words for words in processes(ready.uid).values())


def test_stop_leaves_no_process_and_reset_all_no_file(ready):
    """With containers running: nothing of the user's goes on; the folder, in which files are of
    sub-ids, is gone."""
    good(ready.run(*ready.docker, "start", "always", "once"))
    good(ready.run("./course", "stop"))
    assert processes(ready.uid) == {}
    good(ready.run("./course", "setup"))
    good(ready.run("./course", "reset", "--all"))
    assert processes(ready.uid) == {}
    assert not ready.data.exists()
