"""The course's images: what each is called in the registry, built from, and built on."""

from dataclasses import dataclass, field
from pathlib import Path

from lab.base import paths
from lab.registry import server

SUITE = "trixie"  # of Debian, for the base and what is installed on it
FOLDER = paths.CLONE / "lab" / "images"
BUSYBOX = "library/busybox"


@dataclass(frozen=True)
class Image:
    """One image to build.

    `built_on` is the key of the image that has to be there before. One platform's busybox is built
    on the other's: on the step that fetches the packages of both.
    """

    key: str  # names its steps, its log and its record
    repository: str
    tags: tuple[str, ...]
    folder: Path  # with its Dockerfile
    built_on: str | None = None
    arguments: dict[str, str] = field(default_factory=dict)  # of the build; a key means that image

    def reference(self, tag: str | None = None) -> str:
        """Its full name on the course's registry."""
        return f"{server.address()}/{self.repository}:{tag or self.tags[0]}"

    def title(self) -> str:
        """Its name as it is shown."""
        return f"{self.repository.removeprefix('library/')}:{self.tags[0]}"


DEBIAN = Image(
    key="debian",
    repository="library/debian",
    tags=("13-slim", "13", "trixie", "latest"),
    folder=FOLDER / "debian",
)
MARIADB = Image(
    key="mariadb",
    repository="library/mariadb",
    tags=("11.8", "11", "latest"),
    folder=FOLDER / "mariadb",
    built_on="debian",
    arguments={"BASE": "debian"},
)
NGINX = Image(
    key="nginx",
    repository="library/nginx",
    tags=("1.26", "stable", "latest"),
    folder=FOLDER / "nginx",
    built_on="debian",
    arguments={"BASE": "debian", "SUITE": SUITE},
)
OLDER_NGINX = Image(
    key="nginx-1.22",
    repository="library/nginx",
    tags=("1.22", "oldstable"),
    folder=FOLDER / "nginx",
    built_on="debian",
    arguments={"BASE": "debian", "SUITE": "bookworm"},
)
REDIS = Image(
    key="redis",
    repository="library/redis",
    tags=("8.0", "8", "latest"),
    folder=FOLDER / "redis",
    built_on="debian",
    arguments={"BASE": "debian"},
)
BUSYBOX_AMD64 = Image(
    key="busybox-amd64",
    repository=BUSYBOX,
    tags=("amd64",),
    folder=FOLDER / "busybox",
    built_on="debian",
    arguments={"BASE": "debian", "ARCH": "amd64"},
)
BUSYBOX_ARM64 = Image(
    key="busybox-arm64",
    repository=BUSYBOX,
    tags=("arm64",),
    folder=FOLDER / "busybox",
    built_on="busybox-amd64",
    arguments={"BASE": "debian", "ARCH": "arm64"},
)
NGINX_HELLO = Image(
    key="nginx-hello",
    repository="academy/nginx-hello",
    tags=("1.0", "latest"),
    folder=FOLDER / "nginx-hello",
    built_on="nginx",
    arguments={"NGINX": "nginx"},
)
IMAGES = {
    image.key: image
    for image in (
        DEBIAN,
        MARIADB,
        NGINX,
        OLDER_NGINX,
        REDIS,
        BUSYBOX_AMD64,
        BUSYBOX_ARM64,
        NGINX_HELLO,
    )
}


def names() -> set[str]:
    """The names under which the images are in the registry, without its address."""
    found: set[str] = set()
    for image in IMAGES.values():
        found.update(f"{image.repository}:{tag}" for tag in image.tags)
    return found
