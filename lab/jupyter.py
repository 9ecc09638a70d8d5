"""JupyterLab on the learner's lessons: start it, find it again, say where it is."""

import os
import secrets
import time
import urllib.error
import urllib.request
from pathlib import Path

from lab.base import browser, console, daemon, files, paths, ports
from lab.base.errors import SetupError
from lab.install import environment

PORT = 8888
SPAN = 50  # ports that are tried


def running() -> str | None:
    """The URL, with its token, of the course's JupyterLab if it runs."""
    if not daemon.pid("jupyter"):
        return None
    url: str | None = files.read(_file()).get("url")
    return url


def serve(port: int | None, opens_browser: bool) -> int:
    """Run JupyterLab until Ctrl-C; return its exit code."""
    url = running()
    if url:
        console.say(
            f"JupyterLab runs already:  {url}\n"
            "It ends with Ctrl-C where it was started, or with  ./course stop"
        )
        return 0
    chosen = choose_port(port)
    token = os.environ.get("COURSE_BOX_TOKEN") or secrets.token_hex(24)
    # In the environment: every user of the machine could read it on the command line.
    env = os.environ | {"JUPYTER_TOKEN": token}
    daemon.start("jupyter", words(chosen, paths.work()), env=env)
    try:
        wait(chosen)
        url = address(_port_outside(chosen), token)
        files.write(_file(), {"url": url, "port": chosen})
        if not paths.in_box():  # a container's log is no place for a token
            _say_where(url)
        if opens_browser:
            browser.open_address(url)
        while daemon.pid("jupyter"):
            time.sleep(0.5)  # another command may end JupyterLab, which is then not our child
        console.say("JupyterLab has ended.")
    except KeyboardInterrupt:
        console.say("\nJupyterLab ends. The engine stays up until  ./course stop")
    finally:
        stop()
    return 0


def choose_port(port: int | None) -> int:
    """The port that is asked for if it is free, or the first free one from PORT on."""
    chosen = port or free_port()
    if chosen is None or not ports.is_free(chosen):
        raise SetupError(
            f"Port {chosen or PORT} on 127.0.0.1 is in use by another program. "
            "Take another: ./course lab --port 9000"
        )
    return chosen


def free_port() -> int | None:
    """The first free port from PORT on; None where fifty are taken."""
    found = ports.find_free(PORT, SPAN, 1)
    return found[0] if found else None


def address(port: int, token: str) -> str:
    """Pure: where a browser opens the first lesson."""
    return f"http://127.0.0.1:{port}/lab/tree/{paths.LESSONS.name}/00-start.ipynb?token={token}"


def words(port: int, folder: Path) -> list[str]:
    """The command line that serves one folder on one port of this machine, and on no other.

    The box listens on all addresses of its own network. Whoever publishes the port decides who
    reaches it; a request still has to name 127.0.0.1.
    """
    argv = [str(environment.python()), "-m", "jupyterlab", "--no-browser", "--log-level=WARN"]
    if paths.in_box():
        argv += ["--ServerApp.ip=0.0.0.0", "--ServerApp.allow_remote_access=False"]
    else:
        argv += ["--ServerApp.ip=127.0.0.1"]
    argv += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    argv += [f"--ServerApp.root_dir={folder}", "--ServerApp.answer_yes=True"]
    # Kernels talk through sockets in a folder of the user's own: any user may listen to TCP.
    argv += ["--KernelManager.transport=ipc"]
    argv += ["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    if os.geteuid() == 0:
        argv += ["--allow-root"]
    return argv


def stop() -> list[str]:
    """End JupyterLab and its kernels; return what was done."""
    ended = daemon.stop("jupyter", 15)
    _file().unlink(missing_ok=True)
    browser.forget()
    return ["JupyterLab ended"] if ended else []


def wait(port: int) -> None:
    """Wait until the course's JupyterLab answers; if it does not start, say its last words."""
    daemon.wait_until_ready({"jupyter": "JupyterLab"}, lambda: answers(port), 90, every=0.1)


def answers(port: int) -> bool:
    """Whether a JupyterLab answers on this port, be it that it asks for a login."""
    url = f"http://127.0.0.1:{port}/api"
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def _port_outside(port: int) -> int:
    """The port that a browser names: of the box, it is the one that the machine outside has."""
    return int(os.environ.get("COURSE_BOX_PORT") or port)


def _say_where(url: str) -> None:
    console.say(f"\nJupyterLab is ready. Open this address in a browser:\n\n    {url}\n")
    console.say("Ctrl-C ends JupyterLab; the engine stays up until  ./course stop")


def _file() -> Path:
    return paths.run() / "jupyter.json"
