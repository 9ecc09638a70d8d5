"""Which Docker engine the course uses, and the course's own one: start it, find it again, end it without a trace."""

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

from lab import console, network, places, process, registry, rootless

DEFAULT = Path("/var/run/docker.sock")
SOCKET_LIMIT = 107  # bytes in the path of a Unix socket


def choose() -> tuple[str, str]:
    """(host, kind): the engine to use. kind is `private` (the course's own) or `borrowed` (somebody else's)."""
    for name in ("COURSE_DOCKER_HOST", "DOCKER_HOST"):
        host = os.environ.get(name)
        if host and host != own_host():
            return host, "borrowed"
    if process.pid("dockerd"):
        return own_host(), "private"
    if other := find_other():
        return other, "borrowed"
    return own_host(), "private"


def own_host() -> str:
    """The address of the course's own engine."""
    return f"unix://{places.data() / 'engine' / 'docker.sock'}"


def find_other() -> str | None:
    """The address of an engine on this machine that is not the course's; None where there is none."""
    context = _context_host()
    for host in (f"unix://{DEFAULT}", f"unix:///run/user/{os.getuid()}/docker.sock", context):
        if host and host != own_host() and answers(host):
            return host
    for number in (
        _dockerds() if not rootless.needed() else ()
    ):  # a rootless one has a network of its own
        raise console.Stop(
            f"Another Docker engine (dockerd, pid {number}) runs here; a second one beside it would break its network. "
            "Its socket is at no usual place: set DOCKER_HOST to its address, or stop it, and run this again."
        )
    return None


def answers(host: str, seconds: float = 3) -> bool:
    """Whether an engine answers `GET /_ping` at this address."""
    if not host.startswith("unix://"):
        try:
            done = subprocess.run(
                ["docker", "--host", host, "version"], capture_output=True, timeout=30
            )
        except (OSError, subprocess.TimeoutExpired):
            return False
        return done.returncode == 0
    connection = http.client.HTTPConnection("localhost", timeout=seconds)
    connection.sock = socket.socket(socket.AF_UNIX)
    connection.sock.settimeout(seconds)
    try:
        connection.sock.connect(host.removeprefix("unix://"))
        connection.request("GET", "/_ping")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def start() -> None:
    """Start the course's own engine, if it does not run; on somebody else's, see that it answers."""
    host, kind = choose()
    if kind == "private" and not (process.pid("dockerd") and answers(host, 10)):
        _start_own()
    elif not answers(host, 10):
        raise console.Stop(
            f"No Docker engine answers at {host}. Start it, or unset DOCKER_HOST and COURSE_DOCKER_HOST."
        )
    restart = [sys.executable, str(places.CLONE / "lab"), "restart-engine"]
    second = [sys.executable, str(places.CLONE / "lab"), "second-engine"]
    about = {
        "host": host,
        "kind": kind,
        "registry": registry.address(),
        "learner": places.learner(),
        "restart": restart if kind == "private" else [],
        "second": second if kind == "private" else [],
        "second_host": f"unix://{places.data() / 'second' / 'docker.sock'}"
        if kind == "private"
        else "",
    }
    if kind == "borrowed" or rootless.needed():  # else it is root's, and can do all
        about["cannot"] = rootless.cannot(
            json.loads(docker("info", "--format", "{{json .}}", why="Asking the engine"))
        )
    places.write(places.data() / "engine.json", about)
    if kind == "borrowed":
        places.lent(host)


def holds(host: str) -> bool:
    """Whether an engine has anything that the course made there."""
    ours, built = (
        f"label=course.docker={places.learner()}",
        f"label=course.docker.build.{places.learner()}",
    )
    images = ("--filter", f"reference={registry.address()}/*/*")
    asked = [("ps", "--all", "--filter", ours), ("images", "--filter", built), ("images", *images)]
    asked += [(kind, "ls", "--filter", ours) for kind in ("volume", "network")]
    why = f"Looking at what the engine at {host} has"
    return any(
        console.call(["docker", "--host", host, *words, "--quiet"], why=why).strip()
        for words in asked
    )


def need_short_path() -> None:
    """Refuse a data folder whose path leaves no room for the own engine's sockets."""
    if (
        len(own_host().removeprefix("unix://").encode()) + 30 > SOCKET_LIMIT
        and choose()[1] == "private"
    ):
        raise console.Stop(
            f"The path of the data folder is too long for a socket: {places.data()}. Set COURSE_DATA to a shorter one."
        )


def _start_own() -> None:
    own = rootless.needed()
    if sys.platform != "linux" or (own and rootless.gaps(rootless.facts())):
        refuse_without_root([])
    process.stop("dockerd", 5)  # one that hangs
    folder = places.make_data() / "engine"
    folder.mkdir(exist_ok=True)
    if not own:
        network.note()
    settings = {
        "data-root": str(folder / "root"),
        "exec-root": str(folder / "exec"),
        "pidfile": str(folder / "dockerd.pid"),
        "hosts": [own_host()],
        "registry-mirrors": [f"http://{registry.address()}"],
        "ip": "127.0.0.1",  # a published port is for this machine only, unless a command says otherwise
        "log-opts": {"max-size": "10m"},
    }
    env = rootless.environment(folder) if own else {}
    settings |= rootless.settings(env["XDG_RUNTIME_DIR"]) if own else {}
    places.write(folder / "daemon.json", settings)
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
    run_dockerd("dockerd", folder / "daemon.json", own_host(), before, env)


def run_dockerd(
    name: str, config: Path, host: str, before: list[str], more: dict[str, str]
) -> None:
    """Start a dockerd with this configuration and wait until it answers.

    `before` are words that go before it, `more` is what it finds in its environment besides.
    """
    dockerd = shutil.which("dockerd", path=places.search_path())
    if dockerd is None:
        raise console.Stop("dockerd is not installed. `./course setup` installs it.")
    env = {k: v for k, v in os.environ.items() if k not in ("DOCKER_HOST", "DOCKER_CONTEXT")} | {
        "PATH": places.search_path()
    }
    process.start(name, [*before, dockerd, "--config-file", config], env=env | more)
    limit = time.monotonic() + 90
    while not answers(host):
        if not process.pid(name) or time.monotonic() > limit:
            raise console.Stop(
                f"The course's engine did not start. Its last words:\n{process.log_tail(name)}"
            )
        time.sleep(0.05)  # the engine has no other sign of being ready than its answer


def refuse_without_root(lacking: list[str]) -> None:
    """Say what an ordinary user lacks, and who can give it."""
    if sys.platform != "linux":
        raise console.Stop(
            "No Docker engine answers here. Start Docker Desktop, or set DOCKER_HOST, and run this again."
        )
    raise console.Stop(without_root(rootless.facts(), lacking))


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
    done = [f"engine ended (pid {process.pid('dockerd')})"] if process.pid("dockerd") else []
    process.stop("dockerd", 40)
    done += clear_away(places.data() / "engine")
    done += network.put_back() if os.geteuid() == 0 else []
    if places.read(places.data() / "engine.json").get("kind") == "private":
        (places.data() / "engine.json").unlink()
    return done


def restart() -> None:
    """End the course's own engine and start it again; containers with a restart policy come back with it."""
    if not process.pid("dockerd"):
        raise console.Stop(
            "The course's own engine does not run, so there is none to start again. `./course lab` starts it."
        )
    process.stop("dockerd", 40)
    start()


def docker(*words, why: str, **options) -> str:
    """Run the docker CLI on the course's engine (the classic builder: it needs no plug-in)."""
    host, _ = choose()
    env = os.environ | {"DOCKER_BUILDKIT": "0", "DOCKER_CLI_HINTS": "false"}
    return console.call(["docker", "--host", host, *words], why=why, env=env, **options)


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


def _dockerds() -> list[int]:
    """pids of engines in this network namespace that are not the course's."""
    here, own, found = os.stat("/proc/self/ns/net").st_ino, process.pid("dockerd"), []
    for entry in Path("/proc").iterdir() if sys.platform == "linux" else ():
        try:
            is_engine = (
                entry.name.isdigit() and entry.joinpath("comm").read_text().strip() == "dockerd"
            )
            if (
                is_engine
                and int(entry.name) != own
                and entry.joinpath("ns/net").stat().st_ino == here
            ):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def _context_host() -> str | None:
    if not shutil.which("docker"):
        return None
    argv = ["docker", "context", "inspect", "--format", "{{.Endpoints.docker.Host}}"]
    done = subprocess.run(argv, capture_output=True, text=True)
    return done.stdout.strip() or None
