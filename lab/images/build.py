"""The course's images: built from Debian packages on one base, kept in its registry under Docker Hub's names."""

import hashlib
import json
import os
import re
import shutil
from contextlib import suppress
from functools import partial
from pathlib import Path

from lab.base import files, paths, programs
from lab.base.errors import SetupError
from lab.base.steps import Step
from lab.engine import choose
from lab.registry import server as registry

SUITE = "trixie"
FOLDER = paths.CLONE / "lab" / "images"
# A base without manuals and translations, also of what is installed on it later. The hook runs when the packages are
# unpacked and not yet installed; mmdebstrap's own way, a filter for each package, takes as long as all the rest.
SLIM = """--extract-hook=
cd "$1/usr/share"
rm -rf man/* info/* locale/* doc-base/* lintian/*
find doc ! -type d ! -name copyright -delete
printf 'path-exclude=/usr/share/%s/*\\n' man info locale doc doc-base lintian > "$1/etc/dpkg/dpkg.cfg.d/slim"
echo 'path-include=/usr/share/doc/*/copyright' >> "$1/etc/dpkg/dpkg.cfg.d/slim"
"""
SPACE = 1000  # megabytes that must be free before each build


class Image:
    """One image to build: where its Dockerfile is, what it is called in the registry, and what it is built with."""

    def __init__(
        self,
        key: str,
        folder: str,
        repository: str,
        tags: tuple[str, ...],
        on: str | None = None,
        **arguments: str,
    ):
        """Name the image (`key`), its folder in lab/images, its repository and tags, and the image it stands on.

        One platform's busybox stands on the other's: on the step that fetches the packages of both.
        """
        self.key, self.folder, self.repository, self.tags = key, FOLDER / folder, repository, tags
        self.on, self.arguments = on, arguments

    def reference(self, tag: str | None = None) -> str:
        """Its full name on the course's registry."""
        return f"{registry.address()}/{self.repository}:{tag or self.tags[0]}"


IMAGES = {
    image.key: image
    for image in (
        Image("debian", "debian", "library/debian", ("13-slim", "13", "trixie", "latest")),
        Image(
            "mariadb",
            "mariadb",
            "library/mariadb",
            ("11.8", "11", "latest"),
            "debian",
            BASE="debian",
        ),
        Image(
            "nginx",
            "nginx",
            "library/nginx",
            ("1.26", "stable", "latest"),
            "debian",
            BASE="debian",
            SUITE=SUITE,
        ),
        Image(
            "nginx-1.22",
            "nginx",
            "library/nginx",
            ("1.22", "oldstable"),
            "debian",
            BASE="debian",
            SUITE="bookworm",
        ),
        Image("redis", "redis", "library/redis", ("8.0", "8", "latest"), "debian", BASE="debian"),
        Image(
            "busybox-amd64",
            "busybox",
            "library/busybox",
            ("amd64",),
            "debian",
            BASE="debian",
            ARCH="amd64",
        ),
        Image(
            "busybox-arm64",
            "busybox",
            "library/busybox",
            ("arm64",),
            "busybox-amd64",
            BASE="debian",
            ARCH="arm64",
        ),
        Image(
            "nginx-hello",
            "nginx-hello",
            "academy/nginx-hello",
            ("1.0", "latest"),
            "nginx",
            NGINX="nginx",
        ),
    )
}
PLATFORMS = {
    "amd64": {"architecture": "amd64", "os": "linux"},
    "arm64": {"architecture": "arm64", "os": "linux", "variant": "v8"},
}
JOINED = ("1.37", "1", "latest")  # busybox's tags that have both platforms


def ready() -> bool:
    """Whether the registry holds every image, built from the files that are here."""
    return all(_is_built(image) for image in IMAGES.values()) and _is_joined()


def steps(needs: tuple[str, ...]) -> list[Step]:
    """The steps that build what is missing; `needs` are the steps that bring engine, registry and packages."""
    missing = [image for image in IMAGES.values() if not _is_built(image)]
    keys = {image.key for image in missing}
    found = []
    stood_on = {image.on for image in missing}
    pushed = []
    for image in missing:
        after = (*needs, image.on) if image.on in keys else needs
        name = f"{image.repository.removeprefix('library/')}:{image.tags[0]}"
        if (
            image.key in stood_on
        ):  # its push is a step of its own, for which the others need not wait
            found.append(Step(image.key, f"building {name}", partial(build, image), after))
            found.append(
                Step(f"{image.key} pushed", f"pushing {name}", partial(push, image), (image.key,))
            )
        else:
            found.append(Step(image.key, f"building {name}", partial(build_and_push, image), after))
        pushed.append(found[-1].name)
    if keys or not _is_joined():
        platforms = tuple(name for name in pushed if name.startswith("busybox"))
        found.append(
            Step(
                "platforms",
                "busybox for two platforms under one name",
                join_platforms,
                (*needs, *platforms),
            )
        )
        found.append(Step("tidy", "giving back what building took", tidy, (*needs, *pushed)))
    return found


def build(image: Image) -> None:
    """Build one image under all its tags."""
    log = _log(image)
    need_space()
    context = _base_context(log) if image.key == "debian" else image.folder
    words = []
    for name, value in image.arguments.items():
        words += [
            "--build-arg",
            f"{name}={IMAGES[value].reference() if value in IMAGES else value}",
        ]
    for name in ("http_proxy", "https_proxy", "no_proxy"):
        if os.environ.get(name):
            words += ["--build-arg", name]
    tags = [word for tag in image.tags for word in ("--tag", image.reference(tag))]
    why = f"Building the image {image.repository}:{image.tags[0]}"
    try:
        choose.docker("build", "--force-rm", *words, *tags, context, why=why, log=log)
    except SetupError as stop:
        _remove_steps(log)
        need_space(stop)
        raise
    finally:
        if image.key == "debian":
            shutil.rmtree(context, ignore_errors=True)


def build_and_push(image: Image) -> None:
    """Build one image, and push it."""
    build(image)
    push(image)


def push(image: Image) -> None:
    """Push one image under all its tags, and remember what it was built from."""
    for tag in image.tags:
        choose.docker(
            "push", "--quiet", image.reference(tag), why=f"Pushing {image.reference(tag)}"
        )
    if image.key.startswith("busybox-"):
        _name_platform(image)
    files.write(
        _record(image),
        {
            "made_from": made_from(image),
            "digest": registry.manifest(image.repository, image.tags[0])[0],
        },
    )


def join_platforms() -> None:
    """One name for two platforms: a manifest list that names the image of each."""
    for tag in JOINED:
        registry.put_manifest("library/busybox", tag, _joined())


def _joined() -> dict:
    rows = []
    for key, platform in PLATFORMS.items():
        digest, _ = registry.manifest("library/busybox", key)
        _, _, body = registry.ask(
            "GET", f"/v2/library/busybox/manifests/{digest}", headers={"Accept": "*/*"}
        )
        kind = "application/vnd.docker.distribution.manifest.v2+json"
        rows.append({"mediaType": kind, "size": len(body), "digest": digest, "platform": platform})
    kind = "application/vnd.docker.distribution.manifest.list.v2+json"
    return {"schemaVersion": 2, "mediaType": kind, "manifests": rows}


def tidy() -> None:
    """Take the built images off the engine again: the lessons pull them from the registry, as from Docker Hub."""
    here = registry.address()
    rows = choose.docker(
        "images", "--format", "{{.Repository}}:{{.Tag}}", why="Listing the built images"
    ).split()
    mine = [
        row
        for row in rows
        if row.startswith(f"{here}/") and row.removeprefix(f"{here}/") in _references()
    ]
    if mine:
        choose.docker("rmi", *mine, why="Removing the built images from the engine")
    for image in IMAGES.values():
        _remove_steps(_log(image))  # those of a stage, of which the image has only files
        _log(image).unlink(missing_ok=True)


def _remove_steps(log: Path) -> None:
    """Take the steps off the engine that a build made, by its log, and what only they stood on."""
    made, instruction = [], ""
    for row in log.read_text().splitlines() if log.exists() else ():
        if step := re.match(r"STEP \d+(?:/\d+)? ?: (.*)", row, re.IGNORECASE):
            instruction = step[1]
        elif "Using cache" in row:
            instruction = "FROM"
        elif (step := re.fullmatch(r" ?-+> ([0-9a-f]{11,12})", row)) and not instruction.startswith(
            "FROM"
        ):
            made.insert(0, step[1])
    for step in made:
        with suppress(SetupError):  # most are gone with their image
            shown = ("--format", "{{len .RepoTags}}", step)
            if (
                choose.docker("image", "inspect", *shown, why="Looking at a build's step").strip()
                == "0"
            ):
                choose.docker("rmi", step, why="Removing a step of a build")  # nobody has named it


def made_from(image: Image) -> str:
    """A hash of all that the image is built from; when it changes, the image is built anew."""
    text = [json.dumps([image.repository, image.tags, image.arguments, SUITE, SLIM])]
    text += [
        f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}"
        for path in sorted(image.folder.iterdir())
    ]
    text += [made_from(IMAGES[image.on])] if image.on else []
    return hashlib.sha256("\n".join(text).encode()).hexdigest()


def need_space(cause: BaseException | None = None) -> None:
    """Refuse when the disk is too full to build on."""
    free = shutil.disk_usage(paths.data()).free // 1_000_000
    full = cause is not None and "no space left" in str(cause).lower()
    if full or (cause is None and free < SPACE):
        raise SetupError(
            f"The disk under {paths.data()} is too full to build images: {free} MB free, {SPACE} MB needed.\n"
            "Free some space, or set COURSE_DATA to a folder on another disk, and run this again."
        ) from cause


def _base_context(log: Path) -> Path:
    """A folder with the base's files, made by mmdebstrap, beside its Dockerfile."""
    folder = paths.data() / "run" / "base"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(IMAGES["debian"].folder, folder)
    make_rootfs(folder / "rootfs.tar", log)
    return folder


def make_rootfs(target: Path, log: Path) -> None:
    """Make an archive with the files of a small Debian, from its packages."""
    options = [SLIM, '--aptopt=Acquire::Languages "none"']
    options += [
        "--skip=output/dev"
    ]  # a rootless engine may make no devices, and each container gets its own
    mirror = [os.environ["COURSE_DEBIAN_MIRROR"]] if os.environ.get("COURSE_DEBIAN_MIRROR") else []
    argv = ["mmdebstrap", "--variant=apt", *options, SUITE, target, *mirror]
    programs.call(argv, why="Making the Debian base", log=log)


def _name_platform(image: Image) -> None:
    """Write the platform into the image's config: a build on nothing (`scratch`) takes the builder's."""
    _, manifest = registry.manifest(image.repository, image.tags[0])
    _, _, body = registry.ask("GET", f"/v2/{image.repository}/blobs/{manifest['config']['digest']}")
    config = json.dumps(json.loads(body) | PLATFORMS[image.arguments["ARCH"]]).encode()
    digest = f"sha256:{hashlib.sha256(config).hexdigest()}"
    registry.put_blob(image.repository, digest, config)
    manifest["config"] |= {"digest": digest, "size": len(config)}
    registry.put_manifest(image.repository, image.tags[0], manifest)


def _is_built(image: Image) -> bool:
    record = files.read(_record(image))
    if record.get("made_from") != made_from(image) or not registry.answers():
        return False
    found = [
        registry.manifest(image.repository, tag) for tag in image.tags
    ]  # a learner may have pushed to one
    return all(one is not None and one[0] == record["digest"] for one in found)


def _is_joined() -> bool:
    if not registry.answers() or not all(_is_built(IMAGES[f"busybox-{key}"]) for key in PLATFORMS):
        return False
    found = [registry.manifest("library/busybox", tag) for tag in JOINED]
    return all(one is not None and one[1] == _joined() for one in found)


def _log(image: Image) -> Path:
    return paths.data() / "run" / f"image-{image.key}.log"


def _record(image: Image) -> Path:
    return paths.data() / "registry" / f"{image.key}.json"


def _references() -> set[str]:
    return {f"{image.repository}:{tag}" for image in IMAGES.values() for tag in image.tags}
