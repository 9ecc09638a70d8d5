"""The learner's own objects on a borrowed engine, put there with the real `docker`, and how they are at a moment."""

import hashlib
import io
import os
import subprocess
import tarfile
from collections.abc import Iterable
from pathlib import Path

from helpers import engine

# The engine notes where a container's log is when it is first asked for, also of one that never ran.
VOLATILE = ("LogPath",)
# What the engine itself changes in an image of the course that the learner gave a name too: the other names of it.
SHARED_IMAGE = ("RepoTags", "RepoDigests", "Metadata")


def cli(*words: str, check: bool = True, stdin: bytes | None = None) -> str:
    """Run the real `docker`, as the learner does: what it makes has no label of the course."""
    environment = {**os.environ, "DOCKER_HOST": engine.host(), "DOCKER_BUILDKIT": "0"}
    done = subprocess.run(
        ["docker", *words], env=environment, input=stdin, capture_output=True, timeout=60
    )
    assert not check or done.returncode == 0, f"docker {' '.join(words)}: {done.stderr.decode()}"
    return done.stdout.decode().strip()


class Bystanders:
    """Containers, images, names of images, volumes and networks of the learner's; their names begin with `mark`.

    Some are of another learner's course, or of one on the engine's own data folder.
    """

    def __init__(self, mark: str, registry: str):
        """Choose the names: some are what a learner's call of the course would choose too."""
        self.mark, self.registry = mark, registry
        self.boxes = {
            name: f"{mark}-{name}"
            for name in ("web", "web2", "old", "new", "copy", "heir", "guest")
        }
        self.volumes = {name: f"{mark}-{name}" for name in ("web", "data")}
        self.networks = {name: f"{mark}-{name}" for name in ("web", "net")}
        self.own = {
            "own": f"{mark}-own:1",
            "inside": f"{registry}/library/{mark}-inside:1",  # a name in the course's registry, by the learner's hand
            "commit": f"{mark}-commit:1",  # has the course's label: `docker commit` copies it
            "heir": f"{mark}-heir:1",  # built on what dk.build made
            "nameless": "",
        }
        self.shared = {
            "alias": f"{mark}-alias:1",
            "busy": f"{mark}-busy:1",
        }  # the course's images, the learner's names

    def make(self) -> None:
        """Put all on the engine."""
        base, built = (
            f"{self.registry}/library/busybox",
            f"{self.registry}/library/{self.mark}-base",
        )
        cli("pull", base)
        cli("tag", base, self.shared["busy"])
        mine = self.shared["busy"]
        self._build(
            f"FROM {mine}\nENV A=b\nLABEL {engine.built()}=1", "-t", built
        )  # as dk.build labels it
        cli("tag", built, self.shared["alias"])
        self._build(f"FROM {self.shared['alias']}\nENV B={self.mark}", "-t", self.own["heir"])
        self._build(f"FROM {mine}\nENV C={self.mark}", "-t", self.own["own"])
        self._build(f"FROM {mine}\nENV D={self.mark}", "-t", self.own["inside"])
        self.own["nameless"] = self._build(
            f"FROM {mine}\nENV E={self.mark}\nLABEL {engine.LABEL}.build.other=1"
        )
        another = {
            "web": ("--label", f"{engine.LABEL}=other"),
            "data": ("--label", f"{engine.LABEL}=1"),
        }
        for name, real in self.volumes.items():
            cli("volume", "create", *another[name], real)
        for name, real in self.networks.items():
            cli("network", "create", "--internal", *another.get(name, ()), real)
        none, sleep, boxes = ("--network", "none"), ("sleep", "100000"), self.boxes
        shared = ("-v", f"{self.volumes['data']}:/data")
        cli("create", "--name", f"{self.mark}-ours", "--label", engine.ours(), mine)
        cli("commit", f"{self.mark}-ours", self.own["commit"])
        cli("rm", f"{self.mark}-ours")
        cli(
            "run",
            "-d",
            "--name",
            boxes["web"],
            "--network",
            self.networks["net"],
            *shared,
            mine,
            *sleep,
        )
        cli("run", "-d", "--name", boxes["web2"], *none, *another["web"], mine, *sleep)
        cli(
            "run",
            "--name",
            boxes["old"],
            *none,
            "--label",
            "course.docker=0",
            mine,
            "sh",
            "-c",
            "echo hello",
        )
        cli(
            "create",
            "--name",
            boxes["new"],
            "--network",
            self.networks["net"],
            *shared,
            self.own["own"],
            *sleep,
        )
        cli("run", "--name", boxes["copy"], *none, self.own["commit"], "true")
        cli("create", "--name", boxes["heir"], *none, self.own["heir"])
        cli("create", "--name", boxes["guest"], *none, *another["data"], base)
        for box in boxes.values():
            cli("cp", "-", f"{box}:/", stdin=_packed(f"own/{box}"))
        cli("pause", boxes["web2"])
        cli("cp", "-", f"{boxes['web']}:/data", stdin=_packed("precious"))
        cli("rmi", built, base, check=False)

    def _build(self, recipe: str, *words: str) -> str:
        return cli("build", "-q", "--force-rm", *words, "-", stdin=recipe.encode())

    def seen(self) -> dict:
        """Tell all that there is to tell of each: what the engine knows, files byte for byte, which name means what."""
        told = look(
            self.boxes.values(), self.volumes.values(), self.networks.values(), self.own.values()
        )
        for name in self.shared.values():
            found = _asked(engine.client().api.inspect_image, name)
            told["image", name] = {key: found[key] for key in found if key not in SHARED_IMAGE}
        return told

    def remove(self) -> None:
        """Take all away again, and what else begins with the mark."""
        for box in cli("ps", "-aq", "--filter", f"name={self.mark}").split():
            cli("rm", "-fv", box)
        for kind in ("volume", "network"):
            for name in cli(kind, "ls", "-q", "--filter", f"name={self.mark}").split():
                cli(kind, "rm", name, check=False)
        tags = cli("images", "--format", "{{.Repository}}:{{.Tag}}").split()
        for name in [*(tag for tag in tags if self.mark in tag), self.own["nameless"]]:
            cli("rmi", name, check=False)


def look(
    boxes: Iterable[str], volumes: Iterable[str], networks: Iterable[str], images: Iterable[str]
) -> dict:
    """Tell all that there is to tell of these objects: what the engine knows, and files byte for byte."""
    api, told = engine.client().api, {}
    for box in boxes:
        found = _asked(api.inspect_container, box)
        told["container", box] = {key: found[key] for key in found if key not in VOLATILE}
        told["files in", box] = files(
            told["container", box].get("GraphDriver", {}).get("Data", {}).get("UpperDir")
        )
    for name in volumes:
        told["volume", name] = _asked(api.inspect_volume, name)
        told["files in volume", name] = files(told["volume", name].get("Mountpoint"))
    for name in networks:
        told["network", name] = _asked(api.inspect_network, name)
    for name in images:
        told["image", name] = _asked(api.inspect_image, name)
    return told


def changes(before: dict, after: dict) -> list[str]:
    """Name what is not as it was, each with the fields that differ."""
    found = []
    for key in before:
        old, new = before[key], after[key]
        if old != new:
            same = isinstance(old, dict) and isinstance(new, dict)
            fields = (
                [one for one in {**old, **new} if old.get(one) != new.get(one)]
                if same
                else [f"{old} -> {new}"]
            )
            found.append(f"{' '.join(key)}: {', '.join(fields)}")
    return found


def _asked(ask, *words):
    try:
        return ask(*words)
    except Exception as error:
        return {"gone": str(error)}


def files(folder: str | None) -> dict:
    """Tell of each file in a folder of the engine's its kind, mode, owner, time and content."""
    found = {}
    for path in sorted(Path(folder).rglob("*")) if folder else ():
        told = path.lstat()
        content = (
            hashlib.sha256(path.read_bytes()).hexdigest()
            if path.is_file() and not path.is_symlink()
            else ""
        )
        found[str(path.relative_to(folder))] = (
            told.st_mode,
            told.st_uid,
            told.st_gid,
            told.st_mtime_ns,
            content,
        )
    return found


def _packed(name: str) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for path, text in ((name.partition("/")[0], None), (name, "the learner's own\n")):
            one = tarfile.TarInfo(path)
            if text is None and "/" in name:
                one.type, one.mode = tarfile.DIRTYPE, 0o755
                archive.addfile(one)
            elif text:
                one.size = len(text)
                archive.addfile(one, io.BytesIO(text.encode()))
    return made.getvalue()
