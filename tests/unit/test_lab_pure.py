"""Set-up, without an engine: the lock, the packages, the firewall's undoing, and what ./course
says to a slip."""

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from lab import cli
from lab.base import daemon, data_folder, files, paths, programs
from lab.base.errors import SetupError
from lab.base.steps import Step, run_steps
from lab.engine import firewall
from lab.engine.client import Engine
from lab.install import apt, locks, packages
from lab.maintain import debian_engines, engine_matrix, record, replay

CLONE = paths.CLONE


def test_lock_is_made_from_the_list():
    """The lock names the fingerprint of environment.yml, and holds each package that it asks for.
    """
    text = locks.LOCK.read_text()
    assert f"# environment.yml: {locks.fingerprint()}" in text
    for wanted in locks.requirements(locks.LIST.read_text()):
        name = wanted.split("=")[0].rstrip("<>~!")
        assert f"\n{name}==" in text, name
    assert "jupyterlab" in locks.LIST.read_text()


def test_the_browser_lock_fits_the_list():
    """What drives the browser is locked apart, with hashes, and nowhere against the environment's
    lock."""
    wanted = [
        line for line in locks.BROWSER.read_text().splitlines() if line and not line.startswith("#")
    ]
    entries = locks.BROWSER_LOCK.read_text().replace("\\\n", " ").splitlines()
    locked = {line.split("==")[0]: line for line in entries if "==" in line}
    assert {"playwright"} == {line.split(">")[0] for line in wanted} <= set(locked)
    for name, line in locked.items():
        assert "--hash=sha256:" in line, name
        lock = locks.LOCK.read_text()
        assert f"\n{name}==" not in lock or f"\n{line.split()[0]} " in lock, name


def test_every_entry_of_the_lock_has_a_hash():
    """Nothing is installed that cannot be checked: an entry for each package, a hash in each
    entry."""
    entries = locks.LOCK.read_text().split("\n\n")[-1].replace("\\\n", " ").splitlines()
    packages_ = [line for line in entries if "==" in line and not line.startswith("#")]
    assert len(packages_) > 80
    assert all("--hash=sha256:" in line for line in packages_)


def test_a_changed_list_is_noticed(tmp_path, monkeypatch):
    """One more package in environment.yml gives another fingerprint, so the lock no longer agrees.
    """
    before = locks.fingerprint()
    other = tmp_path / "environment.yml"
    other.write_text(locks.LIST.read_text().replace("  - pip\n", "  - pip\n  - tabulate\n"))
    monkeypatch.setattr(locks, "LIST", other)
    assert locks.fingerprint() != before


@pytest.mark.parametrize(
    ("system", "apart"),
    [
        ({"ID": "debian", "VERSION_ID": "12"}, False),
        ({"ID": "debian", "VERSION_ID": "13"}, True),
        ({"ID": "debian"}, True),
        ({"ID": "ubuntu", "VERSION_ID": "24.04"}, False),
    ],
)
def test_docker_command_is_looked_for_where_the_system_keeps_it(system, apart):
    """Debian has the docker command in a package of its own from 13 on; Ubuntu and Debian 12 have
    not."""
    assert packages.has_docker_cli(system) is apart


@pytest.mark.parametrize(
    ("root", "system", "asked"),
    [(0, "debian", True), (1000, "debian", False), (0, "ubuntu", False)],
)
def test_a_browser_is_asked_for_only_where_it_can_be_had(monkeypatch, root, system, asked):
    """Tests want Chromium; a lab never does, and neither who is not root nor a system without the
    package is asked."""
    there = lambda name, path=None: None if name == "chromium" else name  # noqa: E731
    monkeypatch.setattr(packages.shutil, "which", there)
    monkeypatch.setattr(packages.os, "geteuid", lambda: root)
    monkeypatch.setattr(packages.platform, "freedesktop_os_release", lambda: {"ID": system})
    assert ("chromium" in packages.missing(browser=True)) is asked
    assert "chromium" not in packages.missing()


def test_a_missing_program_names_its_package(monkeypatch):
    """Without docker-registry on the machine, its package is named; with all there, none is."""
    monkeypatch.setattr(
        packages.shutil,
        "which",
        lambda name, path=None: None if name == "docker-registry" else name,
    )
    assert packages.missing() == ["docker-registry"]


def test_an_ordinary_user_is_told_who_can_install(monkeypatch):
    """Without the right to install, the exact command is given, and nothing is tried."""
    monkeypatch.setattr(apt.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(apt.programs, "call", lambda *_, **__: pytest.fail("something was run"))
    with pytest.raises(
        SetupError, match=r"apt-get install --no-install-recommends docker\.io mmdebstrap"
    ):
        apt.install(["docker.io", "mmdebstrap"])


BEFORE = """*filter
:INPUT ACCEPT
:FORWARD ACCEPT
-A INPUT -s 10.0.0.0/8 -j DROP
COMMIT"""
AFTER = """*filter
:INPUT ACCEPT
:FORWARD DROP
:DOCKER -
-A INPUT -s 10.0.0.0/8 -j DROP
-A INPUT -s 10.9.0.0/16 -j DROP
-A FORWARD -o docker0 -j DOCKER
-A FORWARD -i br-0123456789ab -m comment --comment "a b" -j ACCEPT
COMMIT"""


def test_only_dockers_rules_are_undone():
    """Docker's chain, rules and policy go; the machine's rules stay, also one that came in the
    meantime."""
    assert firewall.undo(BEFORE, AFTER) == [
        ["-t", "filter", "-D", "FORWARD", "-o", "docker0", "-j", "DOCKER"],
        [
            "-t",
            "filter",
            "-D",
            "FORWARD",
            "-i",
            "br-0123456789ab",
            "-m",
            "comment",
            "--comment",
            "a b",
            "-j",
            "ACCEPT",
        ],
        ["-t", "filter", "-F", "DOCKER"],
        ["-t", "filter", "-X", "DOCKER"],
        ["-t", "filter", "-P", "FORWARD", "ACCEPT"],
    ]


def test_what_was_there_before_is_not_undone():
    """Rules of an engine that was there before the course's came are left alone."""
    assert firewall.undo(AFTER, AFTER) == []


def test_a_pid_used_anew_is_not_ours(tmp_path, monkeypatch):
    """A pid file that names another program's pid is not believed, so that program is never ended.
    """
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        files.write(tmp_path / "run" / "dockerd.pid", {"pid": other.pid, "since": "another time"})
        assert daemon.pid("dockerd") is None
        assert daemon.stop("dockerd") is False
        assert other.poll() is None
    finally:
        other.communicate(b"\n")


def test_a_copy_of_the_lessons_is_replayed_where_there_is_one(tmp_path, monkeypatch):
    """An engine beside replays its own copy: what lessons write beside themselves is never another
    replay's."""
    monkeypatch.delenv("COURSE_LESSONS", raising=False)
    assert {path.parent for path in replay.lessons([])} == {paths.LESSONS}
    (tmp_path / "03-copy.ipynb").touch()
    monkeypatch.setenv("COURSE_LESSONS", str(tmp_path))
    assert replay.lessons(["03"]) == [tmp_path / "03-copy.ipynb"]


def test_a_recording_refuses_an_engine_that_holds_other_things(monkeypatch):
    """What no lesson made would be in the listings that are recorded: it is named, and nothing is
    recorded."""
    engine = Engine("unix:///there", "private")
    held = {"images": "team/other:1\n", "ps": ""}
    monkeypatch.setattr(record.replay, "reset_engine", lambda: None)
    monkeypatch.setattr(Engine, "docker", lambda self, word, *_, **__: held[word])
    with pytest.raises(SetupError, match=r"would show it: team/other:1\. Nothing was recorded"):
        record.require_empty_engine(engine)
    held["images"] = ""
    record.require_empty_engine(engine)


def test_steps_wait_for_what_they_need(capsys):
    """A step runs after those it needs, and the lines say how far the set-up is."""
    order = []
    steps = [
        Step("b", "second", lambda: order.append("b"), ("a",)),
        Step("a", "first", lambda: order.append("a")),
    ]
    run_steps(steps)
    assert order == ["a", "b"]
    assert "[2/2," in capsys.readouterr().out


def test_a_failed_step_ends_the_rest():
    """What needs a failed step does not run, and the failure's own sentence comes out."""
    ran = []

    def fail():
        raise SetupError("no space")

    steps = [
        Step("a", "fails", fail),
        Step("b", "never", lambda: ran.append("b"), ("a",)),
    ]
    with pytest.raises(SetupError, match="no space"):
        run_steps(steps)
    assert ran == []


def test_a_missing_program_is_one_sentence():
    """A program that is not there is named, without a traceback of ours."""
    with pytest.raises(SetupError, match="the program no-such-program is not installed"):
        programs.call(["no-such-program"], why="Trying")


def test_bare_course_says_what_there_is():
    """Without a command, each command is listed with what it is for."""
    done = subprocess.run([CLONE / "course"], capture_output=True, text=True)
    assert done.returncode == 0
    assert all(f"./course {name} " in done.stdout for name in cli.COMMANDS)


def test_an_unknown_lesson_is_answered_with_those_there_are(tmp_path):
    """A slip in a lesson's name does not replay nothing and pass."""
    (tmp_path / "00-start.ipynb").touch()
    with pytest.raises(SetupError, match=r"There is no lesson 77\. The lessons are: 00-start\."):
        replay.lessons(["77"], tmp_path)


def test_an_unknown_command_fails():
    """A slip of the pen ends with exit code 2 and the commands there are."""
    done = subprocess.run([CLONE / "course", "lba"], capture_output=True, text=True)
    assert done.returncode == 2
    assert "invalid choice: 'lba'" in done.stderr


def test_no_lesson_is_a_failure(tmp_path):
    """A replay that finds no lesson does not pass."""
    with pytest.raises(SetupError, match="There is no lesson in"):
        replay.lessons([], tmp_path)


def test_reset_does_not_delete_a_folder_that_is_not_the_courses(tmp_path, monkeypatch):
    """COURSE_DATA set to somebody's folder by mistake: `reset --all` refuses, and the folder
    stays."""
    (tmp_path / "thesis.txt").write_text("mine")
    env = {"COURSE_DATA": str(tmp_path), "PATH": "/usr/bin:/bin:/usr/sbin"}
    done = subprocess.run(
        [CLONE / "course", "reset", "--all"], env=env, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "nothing was deleted" in done.stderr
    assert (tmp_path / "thesis.txt").read_text() == "mine"


def test_the_course_does_not_move_into_a_folder_of_somebody(tmp_path, monkeypatch):
    """A folder that holds other files is not taken as the data folder, and not marked as one."""
    (tmp_path / "thesis.txt").write_text("mine")
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    with pytest.raises(SetupError, match="holds other files"):
        data_folder.make()
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_all_engines_but_the_machines_own_release_are_tried():
    """Without names it is every release but this machine's; a name that is none is answered with
    those there are."""
    assert engine_matrix.chosen([], "bookworm") == ["trixie", "sid", "sid-containerd"]
    assert engine_matrix.chosen([], None) == ["bookworm", "trixie", "sid", "sid-containerd"]
    assert engine_matrix.chosen(["sid"], "sid") == ["sid"]
    with pytest.raises(
        SetupError,
        match=r"There is no engine 20\.10 to test on\. There are: bookworm, trixie, sid",
    ):
        engine_matrix.chosen(["sid", "20.10"], "sid")


def test_an_engine_of_another_release_gets_its_own_words_and_those_given():
    """The program that stands in for dockerd lays its /usr over, and hands on the release's words,
    then those given."""
    *outer, given = shlex.split(
        debian_engines.script(Path("/a folder/usr"), ("--feature", "a=b")).splitlines()[1]
    )
    assert outer[:5] == ["exec", "unshare", "--mount", "sh", "-c"]
    assert outer[6:] == ["dockerd", "--feature", "a=b"]
    assert given == "$@"
    laid, begun = outer[5].split(" && ")
    assert shlex.split(laid) == ["mount", "--bind", "/a folder/usr", "/usr"]
    assert shlex.split(begun) == ["exec", "/usr/sbin/dockerd", "$@"]


def test_the_summary_says_what_failed_where():
    """One line a part, one column an engine; what failed is told from what passed by its word."""
    results = {
        "trixie 26.1.5": {"00-start": 0, "the words": 0},
        "sid 28.5.2": {"00-start": 1, "the words": 0},
    }
    assert engine_matrix.summary(results).splitlines() == [
        "           trixie 26.1.5  sid 28.5.2",
        "00-start   passed         FAILED",
        "the words  passed         passed",
    ]


def test_a_system_without_os_release_is_told_what_is_missing(monkeypatch):
    """macOS has no os-release: without a docker program the missing packages are named all the
    same."""

    def fails():
        raise FileNotFoundError("/etc/os-release")

    monkeypatch.setattr(packages.platform, "freedesktop_os_release", fails)
    monkeypatch.setattr(packages.shutil, "which", lambda name, path=None: None)
    assert "docker.io" in packages.missing(browser=True)


@pytest.mark.parametrize(
    ("before", "meanwhile", "after"),
    [
        (None, apt.HOLD, None),
        (apt.HOLD, apt.HOLD, None),
        ("#!/bin/sh\nexit 0\n", "#!/bin/sh\nexit 0\n", "#!/bin/sh\nexit 0\n"),
    ],
    ids=["no rule", "left by a set-up that was cut off", "the administrator's"],
)
def test_services_are_held_back_while_packages_are_installed(
    tmp_path, monkeypatch, before, meanwhile, after
):
    """The course's rule is there meanwhile and goes, also when apt fails; an administrator's
    stays."""
    policy = tmp_path / "policy-rc.d"
    monkeypatch.setattr(apt, "POLICY", policy)
    if before is not None:
        policy.write_text(before)
    found = []

    def fail():
        with apt._no_service_starts():
            found.append(policy.read_text())
            raise SetupError("apt failed")

    with pytest.raises(SetupError):
        fail()
    assert found == [meanwhile]
    assert (policy.read_text() if policy.exists() else None) == after
