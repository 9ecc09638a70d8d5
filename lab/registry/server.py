"""The registry that stands in for Docker Hub: Debian's docker-registry behind the search index."""

import shutil
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from lab.base import daemon, data_folder, files, paths, ports, rootless
from lab.base.errors import SetupError
from lab.registry.client import RegistryClient

FIRST_PORT = 5055
SPAN = 200  # ports that are tried
TITLES = {"registry": "The course's registry", "index": "The course's index"}
SEARCH_INDEX = paths.CLONE / "lab" / "registry" / "search_index.py"


@dataclass(frozen=True)
class Ports:
    """The ports of 127.0.0.1 that the registry has: the index listens on the public one."""

    public: int
    inner: int

    def are_free(self) -> bool:
        """Whether nobody listens on either."""
        return ports.is_free(self.public) and ports.is_free(self.inner)


def address() -> str:
    """HOST:PORT of the registry; the port is chosen once, the first free one from 5055 on."""
    return f"127.0.0.1:{_ports().public}"


def link() -> Path:
    """The socket behind which the index listens for a rootless engine.

    Such an engine has a network of its own, whose 127.0.0.1 is not the host's.
    """
    return paths.data() / "registry" / "index.sock"


def client() -> RegistryClient:
    """A client of the registry."""
    return RegistryClient(address())


def answers() -> bool:
    """Whether the registry answers, through the index."""
    return client().answers()


def start() -> None:
    """Start registry and index, where they do not run."""
    chosen = _ports()
    if not daemon.pid("registry"):
        _start_registry(chosen)
    if not daemon.pid("index"):
        _start_index(chosen)
    daemon.wait_until_ready(TITLES, answers, 30)


def stop() -> list[str]:
    """End index and registry; return what was done."""
    return [f"{name} ended" for name in ("index", "registry") if daemon.stop(name)]


def _start_registry(chosen: Ports) -> None:
    program = shutil.which("docker-registry")
    if program is None:
        raise SetupError("docker-registry is not installed. `./course setup` installs it.")
    folder = data_folder.make() / "registry"
    folder.mkdir(exist_ok=True)
    config = folder / "config.yml"
    settings = {
        "version": "0.1",
        "log": {"level": "warn", "accesslog": {"disabled": True}},
        "storage": {
            "filesystem": {"rootdirectory": str(folder / "storage")},
            "delete": {"enabled": True},
        },
        "http": {"addr": f"127.0.0.1:{chosen.inner}"},
    }
    files.write(config, settings)  # JSON is YAML
    daemon.start("registry", [program, "serve", config])


def _start_index(chosen: Ports) -> None:
    argv = [sys.executable, str(SEARCH_INDEX)]
    argv += ["--listen", str(chosen.public), "--registry", str(chosen.inner)]
    if rootless.needed():
        argv += ["--socket", str(link())]
    daemon.start("index", argv)


def _ports() -> Ports:
    """The ports that were chosen; new ones where others took them while the registry was down."""
    file = paths.data() / "registry" / "ports.json"
    known = files.read(file)
    if known:
        chosen = Ports(**known)
        if daemon.pid("index") or daemon.pid("registry") or chosen.are_free():
            return chosen
    free = ports.find_free(FIRST_PORT, SPAN, 2)
    if len(free) < 2:
        last = FIRST_PORT + SPAN - 1
        raise SetupError(
            f"No free port for the registry between {FIRST_PORT} and {last} on 127.0.0.1."
        )
    chosen = Ports(public=free[0], inner=free[1])
    data_folder.make()
    files.write(file, asdict(chosen))
    return chosen
