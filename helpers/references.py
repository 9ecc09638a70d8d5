"""Names of images as docker reads them: `nginx` is `docker.io/library/nginx:latest`. Pure."""

from dataclasses import dataclass, replace

HUB = "docker.io"
HUB_FORMERLY = "index.docker.io"
HEX_DIGITS = frozenset("0123456789abcdef")


@dataclass(frozen=True)
class Reference:
    """An image's name, read once: its parts, and how it is written for the engine and the learner.

    Attributes:
        registry: The registry's address: Docker Hub's where the name tells none.
        repository: The repository in that registry, such as `library/nginx`.
        tag: The tag, empty where the name tells none.
        digest: The digest, empty where the name tells none.
        qualified: The name as the engine must hear it.
        displayed: The name as the learner reads it: without the course's registry.
        is_id: Whether this is an image ID, whole or shortened. Its parts then mean nothing.
        course_registry: Where a name goes that tells no registry; None on the course's own engine.
    """

    registry: str
    repository: str
    tag: str
    digest: str
    qualified: str
    displayed: str
    is_id: bool
    course_registry: str | None

    def __str__(self) -> str:
        """Write the whole name, with nothing left to guess."""
        if self.digest:
            return f"{self.registry}/{self.repository}@{self.digest}"
        return f"{self.registry}/{self.repository}:{self.tag_or_latest}"

    @property
    def tag_or_latest(self) -> str:
        """Name the tag that docker takes: `latest` where the name tells none."""
        return self.tag or "latest"

    @property
    def digest_or_tag(self) -> str:
        """Name what a registry is asked for: the digest, or else the tag."""
        return self.digest or self.tag_or_latest

    @property
    def qualified_repository(self) -> str:
        """Write the qualified name without tag and digest."""
        name = self.qualified
        if self.digest:
            name = name.removesuffix(f"@{self.digest}")
        if self.tag:
            name = name.removesuffix(f":{self.tag}")
        return name

    @property
    def qualified_with_tag(self) -> str:
        """Write the qualified name with the tag that it leaves out."""
        if self.tag or self.digest:
            return self.qualified
        return f"{self.qualified}:latest"

    @property
    def filter_value(self) -> str:
        """Write what any engine's filter takes: Podman needs the tag, and an ID by its digits."""
        if self.is_id:
            return self.qualified.removeprefix("sha256:")
        return self.qualified_with_tag

    def with_digest(self, digest: str) -> "Reference":
        """Name another image of the same repository, by its digest."""
        qualified = f"{self.qualified_repository}@{digest}"
        displayed = display_name(qualified, self.course_registry)
        return replace(
            self, tag="", digest=digest, qualified=qualified, displayed=displayed, is_id=False
        )


def parse(name: str, course_registry: str | None = None) -> Reference:
    """Split an image's name as docker does, filling in Docker Hub and `library`.

    With `course_registry`, a name that tells no registry is one of that registry.
    """
    qualified = qualify(name, course_registry)
    named, _, digest = qualified.partition("@")
    registry, path = _split_registry(named)
    repository, _, tag = path.partition(":")
    if registry == HUB and "/" not in repository:
        repository = f"library/{repository}"
    return Reference(
        registry=registry,
        repository=repository,
        tag=tag,
        digest=digest,
        qualified=qualified,
        displayed=display_name(qualified, course_registry),
        is_id=is_id(name),
        course_registry=course_registry,
    )


def has_registry(name: str) -> bool:
    """Tell whether a name begins with a registry's address: a dot, a colon or `localhost`."""
    first, slash, _ = name.partition("/")
    if not slash:
        return False
    return "." in first or ":" in first or first == "localhost"


def _split_registry(name: str) -> tuple[str, str]:
    if not has_registry(name):
        return HUB, name
    registry, _, path = name.partition("/")
    if registry == HUB_FORMERLY:
        return HUB, path
    return registry, path


def is_id(name: str) -> bool:
    """Tell whether a name is an image ID, whole or shortened to twelve digits or more."""
    digits = name.removeprefix("sha256:")
    return 12 <= len(digits) <= 64 and HEX_DIGITS.issuperset(digits)


def qualify(name: str, course_registry: str | None) -> str:
    """Move a name that tells no registry into the course's; leave IDs and other names alone."""
    if not course_registry or not name or has_registry(name) or is_id(name):
        return name
    repository = name.partition("@")[0]
    if "/" in repository:
        return f"{course_registry}/{name}"
    return f"{course_registry}/library/{name}"


def display_name(name: str, course_registry: str | None) -> str:
    """Write a qualified name without the course's registry, if it means the same image then."""
    if not course_registry or not name.startswith(f"{course_registry}/"):
        return name
    path = name.removeprefix(f"{course_registry}/")
    for shorter in (path.removeprefix("library/"), path):
        if qualify(shorter, course_registry) == name:
            return shorter
    return name
