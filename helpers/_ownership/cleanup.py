"""What `reset` and, on a borrowed engine, `prune` take away: each object by itself, and only if it is the course's."""

from concurrent.futures import ThreadPoolExecutor

from .. import _registry, engine, references
from .._batch import WORKERS
from ..errors import CourseError
from . import guard

ENDED = ("created", "exited", "dead")


class Sweep:
    """Removes what it is told to, if it is the course's.

    `rows` lists what went, `left` what could not go though it is the course's, `reclaimed` bytes of containers.
    """

    def __init__(self, filters: dict):
        """Look only at containers, networks and volumes that these filters of the engine let through."""
        self.filters, self.rows, self.left, self.reclaimed, self.quiet = filters, [], [], 0, False

    def take(self, kind: str, name: str, shown: str, **options) -> bool:
        """Remove one object; what is not surely the course's is passed over, what cannot be removed is told."""
        if kind != "image" and not guard.surely(kind, name):
            return False
        try:
            if kind == "container":
                guard.check_unshared(name, "removed")
            if kind == "network":
                guard.check_deserted(name, "removed")
            engine.call(f"remove_{kind}", name, **options)
        except CourseError as error:
            if (
                kind != "image" and not self.quiet
            ):  # an image is gone with an earlier name, or a container uses it
                print(f"{kind} {shown} was left: {error}")
                self.left.append([kind, shown])
            return False
        return True

    def each(self, kind: str, found: list[tuple[str, str]], **options) -> None:
        """Remove objects (name, name to show), one after the other."""
        self.rows += [
            [kind, shown] for name, shown in found if self.take(kind, name, shown, **options)
        ]

    def containers(self, ended: bool) -> None:
        """Take containers, by force; or only those that ended, without."""
        found = engine.call("containers", all=True, size=ended, filters=self.filters)
        found = [one for one in found if not ended or one["State"] in ENDED]
        shown = [
            one["Id"] if ended else one["Names"][0].lstrip("/") for one in found
        ]  # as the engine's own prune does

        def take(one: dict, name: str) -> bool:
            return self.take("container", one["Id"], name, force=not ended, v=not ended)

        with ThreadPoolExecutor(WORKERS) as pool:
            for one, name, gone in zip(found, shown, pool.map(take, found, shown), strict=True):
                if gone:
                    self.rows.append(["container", name])
                    self.reclaimed += one.get("SizeRw", 0)

    def volumes(self) -> None:
        """Take volumes that no container uses."""
        found = engine.call("volumes", filters=self.filters)["Volumes"] or []
        self.each("volume", [(one["Name"], one["Name"]) for one in found])

    def networks(self) -> None:
        """Take networks that no container is on."""
        found = engine.call("networks", filters=self.filters)
        self.each("network", [(one["Id"], one["Name"]) for one in found])

    def images(self, names: list[str]) -> None:
        """Take these names of images."""
        self.each(
            "image", [(name, references.display_name(name, engine.prefix())) for name in names]
        )


def nameless(labels: tuple[str, ...] = ()) -> list[str]:
    """List what `build` made and what has no name (any more); with labels, of what carries them all."""
    return [one["Id"] for one in _built(labels) if not _names(one)]


def course_images(pulled: bool, labels: tuple[str, ...] = ()) -> list[str]:
    """List the images to remove: those that `build` made, and the registry's, each by the course's names only."""
    prefix, found = engine.prefix(), nameless(labels)
    if prefix:
        for one in engine.call("images", filters={"label": list(labels)} if labels else None):
            ours = [name for name in _names(one) if name.startswith(f"{prefix}/")]
            found += ours if ours and guard.surely("image", ours[0]) else []
        return found
    found += [name for one in _built(labels) for name in _names(one)]
    if pulled:
        there = _registry.names()
        repositories = {name.rpartition(":")[0] for name in there}
        for one in engine.call("images"):
            digests = [
                name for name in one["RepoDigests"] or [] if name.partition("@")[0] in repositories
            ]
            # Of two platforms under one name an engine gives only the first the name's digest: then the ID tells.
            tags = [name for name in one["RepoTags"] or [] if name in there]
            found += [
                name for name in tags if digests or one["Id"] in _registry.ids(name)
            ] + digests
    return list(dict.fromkeys(found))


def orphans() -> list[str]:
    """List a build's steps left by the containerd store, which can take the image below away first; a child first."""
    there = {one["Id"]: one for one in engine.call("images", all=True)}

    def depth(image: str) -> int:
        """Count the steps down to one whose image below is gone; 0 if none is."""
        below = there[image].get("ParentId")
        if not below:
            return 0
        if below not in there:
            return 1
        return depth(below) and depth(below) + 1

    found = {name: depth(name) for name, one in there.items() if not _names(one)}
    return sorted((name for name in found if found[name]), key=found.get, reverse=True)


def _built(labels: tuple[str, ...]) -> list[dict]:
    found = engine.call("images", filters={"label": [engine.built(), *labels]})
    return [one for one in found if guard.built(one["Id"])]


def _names(image: dict) -> list[str]:
    names = [*(image["RepoTags"] or []), *(image["RepoDigests"] or [])]
    return [name for name in names if not name.startswith("<none>")]
