"""Every state that a listing can show, made with the real `docker`."""

import os
from pathlib import Path

from tests.support.docker_program import docker, shell
from tests.support.waiting import wait_until

MARK = f"oracle{os.getpid()}"
LABEL = f"oracle={MARK}"
OURS = {"label": LABEL}  # the filter for what is made here


def make(context: Path) -> None:
    """Make images, a volume, a network and containers, and wait until they are as they stay."""
    if not docker("images", "-q", "debian:latest"):
        docker("pull", "debian")
    _make_images(context)
    shell(f"docker volume create --label {LABEL} {MARK}-v10")
    shell(f"docker volume create --label {LABEL} {MARK}-v9")
    shell(f"docker network create --label {LABEL} {MARK}-net")
    _make_containers()
    for name in ("ok", "bad"):
        assert wait_until(lambda name=name: _status(name) == "exited", seconds=20), name


def _make_images(context: Path) -> None:
    for content in ("one", "two"):  # the second takes the tag: the first is left without a name
        (context / "Dockerfile").write_text(
            f"FROM debian\nRUN echo {content} > /made\nEXPOSE 7000 7001 7002/udp\n"
        )
        shell(f"docker build -q -t {MARK}:1 --label twin=1 --label {LABEL} {context}")
    shell(f"docker tag {MARK}:1 {MARK}:2")
    shell(f"docker tag {MARK}:1 {MARK}/owner:latest")


def _make_containers() -> None:
    labels = f"--label twin=1 --label {LABEL}"
    run = f"docker run {labels} -d --ipc shareable --name {MARK}"
    shell(f"{run}-run -p 127.0.0.1::80 -p 127.0.0.1::81 -v {MARK}-v10:/data debian sleep 1000")
    long_command = "sh -c 'sleep 1000 ; echo a long command line that is cut'"
    shell(f"{run}-exposed --expose 9000-9002 {MARK}:1 {long_command}")
    shell(f"{run}-paused --network {MARK}-net debian sleep 1000")
    shell(f"docker pause {MARK}-paused")
    shell(f"{run}-ok debian true")
    shell(f"{run}-bad debian sh -c 'echo out; echo err >&2; echo x > /made; exit 1'")
    shell(f"{run}-again --restart always debian sh -c 'exit 1'")
    shell(f"docker create {labels} --name {MARK}-made -p 8099:80 debian true")


def _status(name: str) -> str:
    return docker("inspect", "-f", "{{.State.Status}}", f"{MARK}-{name}")


def remove() -> None:
    """Remove all of it."""
    shell(f"docker ps -aq --filter label={LABEL} | xargs -r docker rm -fv", check=False)
    shell(f"docker volume rm {MARK}-v10 {MARK}-v9", check=False)
    shell(f"docker network rm {MARK}-net", check=False)
    shell(f"docker rmi {MARK}:1 {MARK}:2 {MARK}/owner", check=False)
    shell(f"docker image prune -f --filter label={LABEL}", check=False)
