"""The options of `run` and `create`, read as docker does. No engine."""

import pytest

from helpers import errors
from helpers.containers import configuration


@pytest.mark.parametrize(
    ("spec", "inside", "address", "outside"),
    [
        ("8080:80", "80/tcp", "", "8080"),
        ("80", "80/tcp", "", ""),
        ("127.0.0.1:8080:80", "80/tcp", "127.0.0.1", "8080"),
        ("127.0.0.1::80", "80/tcp", "127.0.0.1", ""),
        ("[::1]:53:53/udp", "53/udp", "::1", "53"),
    ],
)
def test_a_published_port_is_read_as_docker_does(spec, inside, address, outside):
    """Each form of `--publish` becomes its binding."""
    assert configuration.published(spec) == [(inside, {"HostIp": address, "HostPort": outside})]


@pytest.mark.parametrize("spec", ["web", "80:", "1-3:80", "80/ftp", "a:b:c"])
def test_a_wrong_port_is_one_clear_error(spec):
    """What is no port says what one looks like."""
    with pytest.raises(errors.CourseError, match="8080:80"):
        configuration.published(spec)


@pytest.mark.parametrize(
    ("text", "count"),
    [("64m", 67108864), ("1g", 1 << 30), ("512k", 524288), ("7b", 7), (9, 9), (None, 0)],
)
def test_memory_is_counted_as_docker_does(text, count):
    """Amounts of memory count in 1024s."""
    assert configuration.bytes_of(text) == count
