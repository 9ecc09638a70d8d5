"""Look at the engine without changing it and without printing a command: what checks are made of."""

import json
import tarfile
import time
import urllib.error
import urllib.request
from http.client import HTTPException
from pathlib import Path

from .. import _registry, engine, references
from .._files.tar import PIECE, Pieces
from .._ownership import guard
from ..errors import CourseError, NotFound

OF_CPUS = ["Architecture", "architecture", "Manifests", "Available", "ImageData", "Platform"]
_open = urllib.request.build_opener(
    urllib.request.ProxyHandler({})
).open  # a proxy is not asked for loopback


def container(name: str) -> dict | None:
    """Read what `docker inspect` tells of a container; None where there is none of that name or id, or not for you."""
    return _maybe("inspect_container", name)


def image(name: str) -> dict | None:
    """Read what `docker inspect` tells of an image; None where it is not here."""
    return _maybe("inspect_image", engine.qualify(name))


def cpus(name: str) -> set[str]:
    """Tell for which CPUs an image is here under this name; with the containerd store that may be several.

    https://docs.docker.com/reference/api/engine/version/v1.48/#tag/Image/operation/ImageInspect
    """
    told = engine.only("/images/{0}/json", OF_CPUS, engine.qualify(name), manifests=1)
    there = [
        one for one in told.get("Manifests") or [] if one.get("Available") and "ImageData" in one
    ]
    return {one["ImageData"]["Platform"]["architecture"] for one in there} or {told["Architecture"]}


def volume(name: str) -> dict | None:
    """Read what `docker volume inspect` tells; None where there is none, or not for you."""
    return _maybe("inspect_volume", name)


def image_name(box: dict) -> str:
    """Name the image of an inspected container as the lessons do: `nginx:latest`, with the tag."""
    parts = references.parse(references.without(box["Config"]["Image"], engine.prefix()))
    return f"{parts.repository.removeprefix('library/')}:{parts.tag or 'latest'}"


def log(name: str, tail: int = 1) -> str:
    """Read the last lines that a container wrote; empty where it wrote nothing."""
    return engine.call("logs", name, tail=tail).decode(errors="replace").strip()


def inside(name: str, *command: str) -> tuple[int, str]:
    """Run a command that only reads in a running container (`docker exec`): exit code and output."""
    made = engine.call("exec_create", name, list(command), subject=name)["Id"]
    output = engine.call("exec_start", made, subject=name).decode(errors="replace")
    return engine.call("exec_inspect", made, subject=name)["ExitCode"], output


def page(port: int, path: str = "/", tries: int = 8) -> tuple[int, str] | str:
    """Ask for a page on a port of this machine: (status, text), or in a word why there was none.

    A server that has just been started is asked again, for less than a second in all.
    """
    for left in reversed(range(tries)):
        try:
            with _open(f"http://127.0.0.1:{port}{path}", timeout=1) as answer:
                return answer.status, answer.read(1_000_000).decode(errors="replace")
        except urllib.error.HTTPError as error:
            return error.code, error.read(1_000_000).decode(errors="replace")
        except (OSError, HTTPException) as error:
            if not left:
                return type(getattr(error, "reason", error)).__name__
            time.sleep(0.1)  # a server has no other sign of being ready than its answer
    return ""


def steady(name: str) -> dict | None:
    """Look twice, so that a container that ends and is started over and over is not taken for a running one."""
    first = container(name)
    if first and first["State"]["Status"] == "running":
        time.sleep(1.2)  # a crash loop shows itself: its restarts come within a second at first
        second = container(name)
        if (
            second
            and second["Id"] == first["Id"]
            and second["RestartCount"] > first["RestartCount"]
        ):
            second["State"]["Status"] = "restarting"
        return second
    return first


def settled(name: str, patience: float = 2.5) -> dict | None:
    """Look until a container is neither running nor about to be started again, but not for long."""
    until = time.monotonic() + patience
    while (box := container(name)) and box["State"]["Status"] in ("running", "restarting"):
        if time.monotonic() > until:
            break
        time.sleep(0.1)  # the engine is asked for a state; how long the tries take is its own
    return box


def bound(box: dict) -> dict[str, list[int]]:
    """Read which ports of the machine an inspected container asks for: `{"80/tcp": [8080]}`."""
    wanted = box["HostConfig"].get("PortBindings") or {}
    return {
        inside: [int(one["HostPort"] or 0) for one in at or []] for inside, at in wanted.items()
    }


def command(box: dict) -> str:
    """Read the command of an inspected container, as `docker ps` shows it."""
    return " ".join([box["Path"], *box["Args"]])


def image_ids(name: str) -> set[str]:
    """Tell the image IDs that a name stands for: here, or where it is not here, in its registry."""
    if here := image(name):
        return {here["Id"]}
    try:
        return _registry.ids(engine.qualify(name))
    except CourseError:  # neither here nor there
        return set()


def digest(name: str) -> str:
    """Read the digest that a name has in its registry now."""
    return _registry.manifest(engine.qualify(name)).headers["Docker-Content-Digest"]


def changes(name: str) -> dict[str, str]:
    """Read what a container changed in its files (`docker diff`): `{"/memo": "A"}`, also of one that has ended."""
    return {one["Path"]: "CAD"[one["Kind"]] for one in engine.call("diff", name) or []}


def namespace(name: str, kind: str) -> str:
    """Read the number of a namespace that a running container is in: `net:[4026532806]`."""
    return inside(name, "readlink", f"/proc/self/ns/{kind}")[1].strip()


def file(name: str, path: str) -> str:
    """Read a file out of a container, running or not, as `docker cp` does: its first megabyte; of a link nothing."""
    chunks, _ = engine.call("get_archive", name, path)
    with tarfile.open(fileobj=Pieces(engine.read(chunks)), mode="r:") as packed:
        first = packed.next()
        return (
            packed.extractfile(first).read(PIECE).decode(errors="replace") if first.isfile() else ""
        )


def _maybe(method: str, name: str) -> dict | None:
    """Ask for an object; on an engine that several borrow, what another learner's course made is not there."""
    try:
        found = engine.call(method, name)
    except NotFound:
        return None
    return None if method != "inspect_image" and guard.of_another(found) else found


def archive(path: Path) -> list[tuple[list[str], list[str]]] | str:
    """Read what images an archive of `docker save` holds, each with its names and the digests of its layers.

    Where there are none, a word tells why: `no_archive`, or `no_manifest` (a tar, but not of images).
    """
    try:
        with tarfile.open(path) as file:
            told = json.load(file.extractfile("manifest.json"))
            configs = [json.load(file.extractfile(one["Config"])) for one in told]
    except (tarfile.TarError, EOFError, OSError, ValueError):
        return "no_archive"
    except (KeyError, TypeError):
        return "no_manifest"
    named = [
        [references.without(name, engine.prefix()) for name in one["RepoTags"] or []]
        for one in told
    ]
    return [
        (names, config["rootfs"]["diff_ids"]) for names, config in zip(named, configs, strict=True)
    ]


def is_folder(name: str, path: str) -> bool:
    """Tell whether a path in a container, running or not, is a directory (`docker cp` is told so at its head)."""
    chunks, told = engine.call("get_archive", name, path)
    chunks.close()
    return bool(told["mode"] >> 31 & 1)  # the mode is Go's: its highest bit is the directory's
