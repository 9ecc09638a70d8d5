"""JupyterLab on the lessons: start it, find it again, say where it is."""

import os
import secrets
import socket
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Callable

from lab.base import console, daemon, files, paths
from lab.base.errors import SetupError
from lab.install import environment

PORT = 8888


def running() -> str | None:
    """The URL, with its token, of the course's JupyterLab if it runs."""
    known = files.read(_file())
    return known.get("url") if daemon.pid("jupyter") else None


def serve(port: int | None, browser: bool) -> int:
    """Run JupyterLab until Ctrl-C; return its exit code."""
    if url := running():
        console.say(
            f"JupyterLab runs already:  {url}\nIt ends with Ctrl-C where it was started, or with  ./course stop"
        )
        return 0
    chosen = port or free_port()
    if chosen is None or not free(chosen):
        raise SetupError(
            f"Port {chosen or PORT} on 127.0.0.1 is in use by another program. Take another: ./course lab --port 9000"
        )
    token = os.environ.get("COURSE_BOX_TOKEN") or secrets.token_hex(24)
    url = address(
        int(os.environ.get("COURSE_BOX_PORT") or chosen), token
    )  # in the box: as the machine outside sees it
    env = os.environ | {
        "JUPYTER_TOKEN": token
    }  # not on the command line, where every user of the machine could read it
    number = daemon.start("jupyter", words(chosen, paths.LESSONS.parent), env=env)
    try:
        alive, said = (
            (lambda: daemon.pid("jupyter") == number),
            (lambda: daemon.log_tail("jupyter")),
        )
        wait(f"http://127.0.0.1:{chosen}/api", alive, said)
        files.write(_file(), {"url": url, "port": chosen})
        if (
            not paths.in_box()
        ):  # there the address is told outside: the container's log is no place for a token
            console.say(f"\nJupyterLab is ready. Open this address in a browser:\n\n    {url}\n")
            console.say("Ctrl-C ends JupyterLab; the engine stays up until  ./course stop")
        if browser:
            webbrowser.open(url)
        while daemon.pid("jupyter"):
            time.sleep(0.5)  # JupyterLab is not our child when another command ends it
        console.say("JupyterLab has ended.")
        return 0
    except KeyboardInterrupt:
        console.say("\nJupyterLab ends. The engine stays up until  ./course stop")
        return 0
    finally:
        stop()


def address(port: int, token: str) -> str:
    """Pure: where a browser opens the first lesson."""
    return f"http://127.0.0.1:{port}/lab/tree/{paths.LESSONS.name}/00-start.ipynb?token={token}"


def words(port: int, folder) -> list[str]:
    """The command line that serves one folder on one port of this machine, and on no other.

    The box's own network is its own machine's: who publishes the port says to whom, and names it by 127.0.0.1 only.
    """
    argv = [environment.python(), "-m", "jupyterlab", "--no-browser", "--log-level=WARN"]
    every = [
        "--ServerApp.ip=0.0.0.0",
        "--ServerApp.allow_remote_access=False",
    ]  # a request still has to name 127.0.0.1
    argv += every if paths.in_box() else ["--ServerApp.ip=127.0.0.1"]
    argv += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    argv += [f"--ServerApp.root_dir={folder}", "--ServerApp.answer_yes=True"]
    argv += ["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    return [str(word) for word in argv] + (["--allow-root"] if os.geteuid() == 0 else [])


def stop() -> list[str]:
    """End JupyterLab and its kernels; return what was done."""
    done = ["JupyterLab ended"] if daemon.stop("jupyter", 15) else []
    _file().unlink(missing_ok=True)
    return done


def wait(url: str, runs: Callable[[], object], told: Callable[[], str]) -> None:
    """Wait until JupyterLab answers; when it does not, or no longer `runs`, say what it `told`."""
    limit = time.monotonic() + 90
    while time.monotonic() < limit and runs():
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310  (our own address on loopback)
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)  # JupyterLab has no other sign of being ready than its answer
    raise SetupError(f"JupyterLab did not start. Its last words:\n{told()}")


def free_port() -> int | None:
    """The first port from PORT on that nobody listens on; None where fifty are taken."""
    return next((port for port in range(PORT, PORT + 50) if free(port)), None)


def free(port: int) -> bool:
    """Whether nobody listens on this port of 127.0.0.1."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def _file():
    return paths.data() / "run" / "jupyter.json"
