"""What the image of the box is built of: the clone's own files, what pip and uv are told, and the Dockerfile."""

import hashlib
import io
import os
import shlex
import tarfile
from collections.abc import Iterator
from pathlib import Path

from lab.base import paths
from lab.install import apt

FOLDER = paths.CLONE / "lab" / "box" / "image"
# The notebooks are not among them: they are mounted.
PARTS = (
    "course",
    "environment.lock",
    "environment.yml",
    "pyproject.toml",
    "README.md",
    "LICENSE",
    "helpers",
    "lab",
    "tests",
    "bench",
)
INDEX = ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_TRUSTED_HOST", "PIP_DEFAULT_TIMEOUT")
INDEX += (
    "UV_DEFAULT_INDEX",
    "UV_INDEX",
    "UV_INDEX_URL",
    "UV_EXTRA_INDEX_URL",
    "UV_INSECURE_HOST",
    "UV_HTTP_TIMEOUT",
)
CERTIFICATES = ("PIP_CERT", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


def wanted() -> list[str]:
    """Debian's packages in the box: those of the course, Python, and what its entry point needs."""
    return sorted(
        {*apt.PROGRAMS.values(), "debian-archive-keyring", "mount", "python3", "python3-venv"}
    )


def files() -> Iterator[tuple[str, Path]]:
    """What of the clone goes into the image: the course's own files, nothing that was made on the way."""
    for part in PARTS:
        top = paths.CLONE / part
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            below = path.relative_to(paths.CLONE)
            if path.is_file() and not any(
                one == "__pycache__" or one.startswith(".") for one in below.parts
            ):
                yield below.as_posix(), path


def settings() -> dict[str, bytes]:
    """What pip and uv have to know to reach their index: names with their values, and a certificate."""
    found = {key: os.environ[key] for key in INDEX if os.environ.get(key)}
    given = [Path(os.environ[key]) for key in CERTIFICATES if os.environ.get(key)]
    certificate = next((path for path in given if path.is_file()), None)
    if certificate:
        found |= {"PIP_CERT": "/settings/certificates", "SSL_CERT_FILE": "/settings/certificates"}
    text = "".join(f"{key}={shlex.quote(value)}\n" for key, value in found.items())
    return {"names": text.encode()} | (
        {"certificates": certificate.read_bytes()} if certificate else {}
    )


def pack(into) -> None:
    """Write the context of the build: a tar with the Dockerfile, the clone's files and the settings."""
    with tarfile.open(fileobj=into, mode="w") as archive:
        parts = [("Dockerfile", (FOLDER / "Dockerfile").read_bytes(), 0o644)]
        parts += [(f"settings/{key}", content, 0o600) for key, content in settings().items()]
        parts += [(f"clone/{below}", path.read_bytes(), _mode(path)) for below, path in files()]
        for below, content, mode in parts:
            member = tarfile.TarInfo(below)
            member.size, member.mode = len(content), mode
            archive.addfile(member, io.BytesIO(content))


def made_from() -> str:
    """A hash of all that the image is made from: when it changes, the box is built anew."""
    rows = [os.environ.get("COURSE_BOX_BASE", ""), *wanted()]
    rows += [
        f"{below} {_mode(path)} {hashlib.sha256(path.read_bytes()).hexdigest()}"
        for below, path in files()
    ]
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def _mode(path: Path) -> int:
    return 0o755 if os.access(path, os.X_OK) else 0o644
