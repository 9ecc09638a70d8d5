"""The steps that most checks are made of: each gives None if all is well, else the verdict that says what is amiss.

running("web") or of_image("web", "nginx") or answers(8080) or passed()
"""

from dataclasses import replace
from pathlib import Path

from .. import references
from . import probes
from .verdict import NOT_YET, Verdict, not_yet, untouched


def there(name: str) -> Verdict | None:
    """See that a container of this name was made, running or not."""
    return None if probes.container(name) else untouched("no_container", name=name)


def running(name: str, *, twice: bool = True) -> Verdict | None:
    """See that a container runs and stays up; a crash loop is seen through.

    One look is enough where a later step sees that it lives: a page that it serves.
    """
    box = probes.steady(name) if twice else probes.container(name)
    if box is None:
        return untouched("no_container", name=name)
    state = box["State"]
    if state["Status"] == "running":
        return None
    log = probes.log(name) or "-"
    return not_yet(
        state["Status"], name=name, code=state["ExitCode"], log=log, restarts=box["RestartCount"]
    )


def ended(name: str, code: int = 0) -> Verdict | None:
    """See that a container was run and has ended with this exit code."""
    box = probes.container(name)
    if box is None:
        return untouched("no_container", name=name)
    state = box["State"]
    if state["Status"] == "created":
        return not_yet("created", name=name)
    if state["Status"] != "exited":
        return not_yet("not_ended", name=name, status=state["Status"])
    if state["ExitCode"] != code:
        return not_yet(
            "wrong_code",
            name=name,
            code=state["ExitCode"],
            wanted=code,
            log=probes.log(name) or "-",
        )
    return None


def of_image(name: str, image: str) -> Verdict | None:
    """See that a container was made of this image (`nginx` means `nginx:latest`), by whatever name or digest."""
    box = probes.container(name)
    if box["Image"] in probes.image_ids(image):
        return None
    parts = references.parse(image)
    whole = image if parts.tag or parts.digest else f"{image}:latest"
    return not_yet("wrong_image", name=name, image=probes.image_name(box), wanted=whole)


def publishes(name: str, host: int, inside: int) -> Verdict | None:
    """See that a port of the machine leads to a port of the container."""
    bound = probes.bound(probes.container(name))
    if host in bound.get(f"{inside}/tcp", []):
        return None
    if not bound:
        return not_yet("no_port", name=name, host=host, inside=inside)
    has = ", ".join(
        f"{port}:{key.removesuffix('/tcp')}" for key, ports in bound.items() for port in ports
    )
    return not_yet("wrong_port", name=name, has=has, wanted=f"{host}:{inside}")


def answers(port: int, containing: str = "", path: str = "/") -> Verdict | None:
    """See that a page is served on a port of this machine, with this text in it."""
    answer = probes.page(port, path)
    if isinstance(answer, str):
        return not_yet("no_page", port=port, path=path, why=answer)
    status, text = answer
    if status != 200:
        return not_yet("page_status", port=port, path=path, status=status)
    return (
        None
        if containing in text
        else not_yet("page_text", port=port, path=path, wanted=containing)
    )


def restarts(name: str, policy: str) -> Verdict | None:
    """See that a container has this restart policy."""
    told = probes.container(name)["HostConfig"]["RestartPolicy"]
    has = (told["Name"] or "no") + (
        f":{told['MaximumRetryCount']}" if told["MaximumRetryCount"] else ""
    )
    return None if has == policy else not_yet("wrong_policy", name=name, has=has, wanted=policy)


def has_volume(name: str) -> Verdict | None:
    """See that a volume is there."""
    return None if probes.volume(name) else untouched("no_volume", name=name)


def mounted(
    name: str, target: str, *, kind: str, source: str | None = None, writable: bool = True
) -> Verdict | None:
    """See that a container has something mounted at a path: of this kind (`bind`, `volume`, `tmpfs`), from there."""
    mounts = {one["Destination"]: one for one in probes.container(name)["Mounts"]}
    found = mounts.get(target)
    if found is None:
        return not_yet("no_mount", name=name, target=target, has=", ".join(mounts) or "-")
    if found["Type"] != kind:
        return not_yet("mount_kind", name=name, target=target, kind=found["Type"], wanted=kind)
    origin = found.get("Name") if kind == "volume" else found.get("Source")
    if source is not None and origin != source:
        return not_yet("mount_source", name=name, target=target, source=origin, wanted=source)
    if found["RW"] != writable:
        return not_yet(
            "mount_writable" if found["RW"] else "mount_read_only", name=name, target=target
        )
    return None


def gone(name: str, given: str) -> Verdict | None:
    """See that a container which the task had brought (`given` is its id) is no more."""
    box = probes.container(given)
    return (
        None if box is None else untouched("still_there", name=name, status=box["State"]["Status"])
    )


def same_image(name: str, other: str) -> Verdict | None:
    """See that two names stand for one image; the first is known to be there."""
    wanted = probes.image(other)
    if wanted is None:
        return not_yet("no_image", name=other)
    return (
        None
        if probes.image(name)["Id"] == wanted["Id"]
        else not_yet("not_same_image", name=name, wanted=other)
    )


def in_state(name: str, wanted: str) -> Verdict | None:
    """See that a container that is there is in this state (`created`, `running`, `paused`, `exited`)."""
    status = probes.container(name)["State"]["Status"]
    return (
        None
        if status == wanted
        else not_yet("wrong_state", name=name, status=status, wanted=wanted)
    )


def commanded(name: str, wanted: str) -> Verdict | None:
    """See that a container was made with this command, however it was written."""
    has = probes.command(probes.container(name))
    return None if has == wanted else not_yet("wrong_command", name=name, has=has, wanted=wanted)


def file_there(path: Path) -> Verdict | None:
    """See that there is such a file on the host, in the notebook's folder."""
    return None if path.is_file() else untouched("no_file", file=path)


def all_there(*names: str) -> Verdict | None:
    """See that several containers were made; nothing is attempted only where none of them is there."""
    missing = [name for name in names if not probes.container(name)]
    if not missing:
        return None
    say = untouched if len(missing) == len(names) else not_yet
    return say("no_container", name=missing[0])


def up(name: str) -> Verdict | None:
    """See that a container runs, at one look: for what stands beside the one that is looked at twice."""
    return running(name, twice=False)


def said(name: str, text: str) -> Verdict | None:
    """See that a container wrote this text, running or ended."""
    if text in probes.log(name, tail=100):
        return None
    return not_yet("wrong_output", name=name, wanted=text, has=probes.log(name) or "-")


def labelled(name: str, key: str, value: str) -> Verdict | None:
    """See that a container has a label with this value."""
    labels = probes.container(name)["Config"]["Labels"] or {}
    if key not in labels:
        return not_yet("no_label", name=name, label=key)
    return (
        None
        if labels[key] == value
        else not_yet("wrong_label", name=name, label=key, has=labels[key], wanted=value)
    )


def begun(found: Verdict | None) -> Verdict | None:
    """Say of a part that is missing from a task whose other parts are there: not yet, for it was begun."""
    return replace(found, kind=NOT_YET) if found else None
