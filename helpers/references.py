"""Image references: `nginx` is `docker.io/library/nginx:latest`. Pure."""

from typing import NamedTuple

HUB = "docker.io"


class Reference(NamedTuple):
    """The parts of an image's name; `tag` and `digest` are empty when the name does not tell them."""

    registry: str
    repository: str
    tag: str
    digest: str

    def __str__(self) -> str:
        """Write the whole name, with nothing left to guess."""
        end = f"@{self.digest}" if self.digest else f":{self.tag or 'latest'}"
        return f"{self.registry}/{self.repository}{end}"


def has_registry(name: str) -> bool:
    """Tell whether a name begins with a registry's address, by docker's rule: a dot, a colon or `localhost`."""
    first, slash, _ = name.partition("/")
    return bool(slash) and ("." in first or ":" in first or first == "localhost")


def is_id(name: str) -> bool:
    """Tell whether a name is an image ID, whole or shortened to twelve digits or more."""
    digits = name.removeprefix("sha256:")
    return 12 <= len(digits) <= 64 and not set(digits) - set("0123456789abcdef")


def parse(name: str) -> Reference:
    """Split an image's name as docker does, filling in Docker Hub and `library`."""
    rest, _, digest = name.partition("@")
    registry, repository = rest.split("/", 1) if has_registry(rest) else (HUB, rest)
    head, slash, last = repository.rpartition("/")
    last, _, tag = last.partition(":")
    repository = f"{head}{slash}{last}"
    if registry == HUB and "/" not in repository:
        repository = f"library/{repository}"
    return Reference(registry, repository, tag, digest)


def within(name: str, registry: str | None) -> str:
    """Move a name that tells no registry into `registry`; leave ids and other names as they are."""
    if not registry or not name or has_registry(name) or is_id(name):
        return name
    return f"{registry}/{name}" if "/" in name.partition("@")[0] else f"{registry}/library/{name}"


def tagged(name: str) -> str:
    """Write the tag that a name leaves out, which Podman's filters need, and an ID as Podman knows it."""
    if is_id(name):
        return name.removeprefix("sha256:")
    parts = parse(name)
    return name if parts.tag or parts.digest else f"{name}:latest"


def without(name: str, registry: str | None) -> str:
    """Take `registry` off a name again: what `within` did, undone."""
    if registry and name.startswith(f"{registry}/"):
        return name.removeprefix(f"{registry}/").removeprefix("library/")
    return name
