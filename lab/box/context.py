"""What the image of the box is built of: the clone's files, pip's settings, a Dockerfile."""

import hashlib
import io
import os
import shlex
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from lab.base import paths
from lab.install import packages

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
INDEX = (
    "PIP_INDEX_URL",
    "PIP_EXTRA_INDEX_URL",
    "PIP_TRUSTED_HOST",
    "PIP_DEFAULT_TIMEOUT",
    "UV_DEFAULT_INDEX",
    "UV_INDEX",
    "UV_INDEX_URL",
    "UV_EXTRA_INDEX_URL",
    "UV_INSECURE_HOST",
    "UV_HTTP_TIMEOUT",
)
CERTIFICATES = ("PIP_CERT", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
PACKED_CERTIFICATES = "/settings/certificates"  # where the build finds them
ENTRY_POINT_NEEDS = ("debian-archive-keyring", "mount", "python3", "python3-venv")


def debian_packages() -> list[str]:
    """Debian's packages in the box: those of the course, Python, and what its entry point needs."""
    return sorted({*packages.PROGRAMS.values(), *ENTRY_POINT_NEEDS})


def clone_files() -> Iterator[Path]:
    """The files of the clone that go into the image: the course's own, none that was made here."""
    for part in PARTS:
        top = paths.CLONE / part
        found = [top] if top.is_file() else sorted(top.rglob("*"))
        for path in found:
            if path.is_file() and not _is_made_here(path.relative_to(paths.CLONE)):
                yield path


def settings() -> dict[str, bytes]:
    """What pip and uv have to know to reach their index: names with their values, a certificate."""
    variables = {name: os.environ[name] for name in INDEX if os.environ.get(name)}
    certificate = _certificate()
    if certificate:
        variables["PIP_CERT"] = PACKED_CERTIFICATES
        variables["SSL_CERT_FILE"] = PACKED_CERTIFICATES
    lines = [f"{name}={shlex.quote(value)}\n" for name, value in variables.items()]
    packed = {"names": "".join(lines).encode()}
    if certificate:
        packed["certificates"] = certificate.read_bytes()
    return packed


def pack(into: IO[bytes]) -> None:
    """Write the context of the build: a tar with Dockerfile, settings and the clone's files."""
    with tarfile.open(fileobj=into, mode="w") as archive:
        _add(archive, "Dockerfile", (FOLDER / "Dockerfile").read_bytes(), 0o644)
        for name, content in settings().items():
            _add(archive, f"settings/{name}", content, 0o600)
        for path in clone_files():
            _add(archive, f"clone/{_name(path)}", path.read_bytes(), _mode(path))


def fingerprint() -> str:
    """A hash of all that the image is built from: when it changes, the box is built again."""
    lines = [os.environ.get("COURSE_BOX_BASE", ""), *debian_packages()]
    for path in clone_files():
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        lines.append(f"{_name(path)} {_mode(path)} {digest}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _is_made_here(relative: Path) -> bool:
    """Whether a file is compiled or hidden, or in such a folder."""
    return any(part == "__pycache__" or part.startswith(".") for part in relative.parts)


def _certificate() -> Path | None:
    """The file of certificates that this machine's programs are told of."""
    for name in CERTIFICATES:
        if os.environ.get(name) and Path(os.environ[name]).is_file():
            return Path(os.environ[name])
    return None


def _add(archive: tarfile.TarFile, name: str, content: bytes, mode: int) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    member.mode = mode
    archive.addfile(member, io.BytesIO(content))


def _name(path: Path) -> str:
    return path.relative_to(paths.CLONE).as_posix()


def _mode(path: Path) -> int:
    return 0o755 if os.access(path, os.X_OK) else 0o644
