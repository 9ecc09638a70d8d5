"""Ask an engine whether it answers."""

import http.client
import socket
import subprocess


def answers(host: str, seconds: float = 3) -> bool:
    """Whether an engine answers `GET /_ping` at this address."""
    if not host.startswith("unix://"):
        try:
            done = subprocess.run(
                ["docker", "--host", host, "version"], capture_output=True, timeout=30
            )
        except (OSError, subprocess.TimeoutExpired):
            return False
        return done.returncode == 0
    connection = http.client.HTTPConnection("localhost", timeout=seconds)
    connection.sock = socket.socket(socket.AF_UNIX)
    connection.sock.settimeout(seconds)
    try:
        connection.sock.connect(host.removeprefix("unix://"))
        connection.request("GET", "/_ping")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
