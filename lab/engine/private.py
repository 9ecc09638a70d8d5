"""The course's own engine: start it, end it without a trace."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from lab.base import daemon, data_folder, files, paths, rootless
from lab.base.errors import SetupError
from lab.engine import choose, client, firewall
from lab.registry import server as registry

SOCKET_LIMIT = 107  # bytes in the path of a Unix socket


def start() -> None:
    """Start the course's own engine, if it does not run; on somebody else's, see that it answers."""
    host, kind = choose.choose()
    if kind == "private" and not (daemon.pid("dockerd") and client.answers(host, 10)):
        _start_own()
    elif not client.answers(host, 10):
        raise SetupError(
            f"No Docker engine answers at {host}. Start it, or unset DOCKER_HOST and COURSE_DOCKER_HOST."
        )
    restart = [sys.executable, str(paths.CLONE / "lab"), "restart-engine"]
    second = [sys.executable, str(paths.CLONE / "lab"), "second-engine"]
    about = {
        "host": host,
        "kind": kind,
        "registry": registry.address(),
        "learner": data_folder.learner_id(),
        "restart": restart if kind == "private" else [],
        "second": second if kind == "private" else [],
        "second_host": f"unix://{paths.data() / 'second' / 'docker.sock'}"
        if kind == "private"
        else "",
    }
    if kind == "borrowed" or rootless.needed():  # else it is root's, and can do all
        about["cannot"] = rootless.cannot(
            json.loads(choose.docker("info", "--format", "{{json .}}", why="Asking the engine"))
        )
    files.write(paths.data() / "engine.json", about)
    if kind == "borrowed":
        data_folder.remember_borrowed(host)


def need_short_path() -> None:
    """Refuse a data folder whose path leaves no room for the own engine's sockets."""
    if (
        len(choose.own_host().removeprefix("unix://").encode()) + 30 > SOCKET_LIMIT
        and choose.choose()[1] == "private"
    ):
        raise SetupError(
            f"The path of the data folder is too long for a socket: {paths.data()}. Set COURSE_DATA to a shorter one."
        )


def _start_own() -> None:
    own = rootless.needed()
    if sys.platform != "linux" or (own and rootless.gaps(rootless.facts())):
        refuse_without_root([])
    daemon.stop("dockerd", 5)  # one that hangs
    folder = data_folder.make() / "engine"
    folder.mkdir(exist_ok=True)
    if not own:
        firewall.note()
    settings = {
        "data-root": str(folder / "root"),
        "exec-root": str(folder / "exec"),
        "pidfile": str(folder / "dockerd.pid"),
        "hosts": [choose.own_host()],
        "registry-mirrors": [f"http://{registry.address()}"],
        "ip": "127.0.0.1",  # a published port is for this machine only, unless a command says otherwise
        "log-opts": {"max-size": "10m"},
    }
    env = rootless.environment(folder) if own else {}
    settings |= rootless.settings(env["XDG_RUNTIME_DIR"]) if own else {}
    files.write(folder / "daemon.json", settings)
    if own:
        rootless.end_leftovers(folder)
    else:
        _end_leftovers(
            folder, "containerd"
        )  # of an engine that was killed; its containers the new one ends itself
    for stale in (
        "dockerd.pid",
        "exec/containerd/containerd.pid",
    ):  # a pid that is gone, or by now somebody else's
        (folder / stale).unlink(missing_ok=True)
    port = int(registry.address().rpartition(":")[2])
    before = rootless.words(rootless.state(folder), port, registry.link()) if own else []
    run_dockerd("dockerd", folder / "daemon.json", choose.own_host(), before, env)


def run_dockerd(
    name: str, config: Path, host: str, before: list[str], more: dict[str, str]
) -> None:
    """Start a dockerd with this configuration and wait until it answers.

    `before` are words that go before it, `more` is what it finds in its environment besides.
    """
    dockerd = shutil.which("dockerd", path=paths.search_path())
    if dockerd is None:
        raise SetupError("dockerd is not installed. `./course setup` installs it.")
    env = {k: v for k, v in os.environ.items() if k not in ("DOCKER_HOST", "DOCKER_CONTEXT")} | {
        "PATH": paths.search_path()
    }
    daemon.start(name, [*before, dockerd, "--config-file", config], env=env | more)
    daemon.wait_until_ready({name: "The course's engine"}, lambda: client.answers(host), 90)


def refuse_without_root(lacking: list[str]) -> None:
    """Say what an ordinary user lacks, and who can give it."""
    if sys.platform != "linux":
        raise SetupError(
            "No Docker engine answers here. Start Docker Desktop, or set DOCKER_HOST, and run this again."
        )
    raise SetupError(without_root(rootless.facts(), lacking))


def without_root(facts: rootless.Facts, lacking: list[str]) -> str:
    """Pure: what an ordinary user lacks for an engine, and the three ways in which root can give it."""
    gaps = rootless.gaps(facts)
    lent = [name for name in lacking if name not in ("rootlesskit", "slirp4netns")]
    install = "apt-get install --no-install-recommends {}"
    give = [install.format(" ".join(lacking))] if lacking else []
    give += dict.fromkeys(command for _, command in gaps)
    lend = [install.format(" ".join(lent))] if lent else []
    lend += ["systemctl start docker", f"usermod -aG docker {facts.user}"]
    missing = ", ".join([*lacking, *(what for what, _ in gaps)]) or "nothing"
    return (
        f"You are {facts.user}, no Docker engine that you may use answers, and for one of your own this is missing:\n"
        f"  {missing}.\n"
        "Who has root on this machine can give it, in one of three ways:\n"
        f"  a rootless engine, yours alone:    {' && '.join(give)}\n"
        "                                     then: ./course lab\n"
        "  an engine of the course's own:     sudo ./course lab\n"
        f"  the machine's engine, lent to you: {' && '.join(lend)}\n"
        "                                     then log in anew: ./course lab (whoever may use it is as good as root)"
    )


def stop() -> list[str]:
    """End the course's own engine, and take away its mounts, bridges and rules; return what was done."""
    done = [f"engine ended (pid {daemon.pid('dockerd')})"] if daemon.pid("dockerd") else []
    daemon.stop("dockerd", 40)
    done += clear_away(paths.data() / "engine")
    done += firewall.put_back() if os.geteuid() == 0 else []
    if files.read(paths.data() / "engine.json").get("kind") == "private":
        (paths.data() / "engine.json").unlink()
    return done


def restart() -> None:
    """End the course's own engine and start it again; containers with a restart policy come back with it."""
    if not daemon.pid("dockerd"):
        raise SetupError(
            "The course's own engine does not run, so there is none to start again. `./course lab` starts it."
        )
    daemon.stop("dockerd", 40)
    start()


def clear_away(folder: Path) -> list[str]:
    """End and unmount what an engine left that had its data in this folder; return what was done."""
    if rootless.needed():
        return rootless.end_leftovers(folder)  # its mounts end with it
    return _end_leftovers(folder, "containerd", "containerd-shim") + _unmount(folder)


def _end_leftovers(folder: Path, *names: str) -> list[str]:
    """End containerd and shims that a killed engine left: they name the engine's folder on their command line."""
    done, mine = [], str(folder / "exec").encode()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = entry.joinpath("cmdline").read_bytes()
                program = os.path.basename(os.readlink(entry / "exe"))
            except OSError:
                continue
            if mine in words and program.removesuffix("-runc-v2") in names:
                os.kill(int(entry.name), 9)
                done.append(f"{program} ended (pid {entry.name})")
    return done


def _unmount(folder: Path) -> list[str]:
    """Mounts below the engine's folder, the deepest first."""
    rows = Path("/proc/self/mountinfo").read_text().splitlines()
    points = [row.split()[4].encode().decode("unicode_escape") for row in rows]
    mine = sorted(
        (point for point in points if point.startswith(f"{folder}/")), key=len, reverse=True
    )
    for point in mine:
        subprocess.run(["umount", "--lazy", point], capture_output=True)
    return [f"{len(mine)} mounts taken away"] if mine else []
