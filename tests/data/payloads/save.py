"""Save what the engine in use answers, as `tests/data/payloads/VERSION/NAME.json`: `python
tests/data/payloads/save.py 28.5`."""

import json
import re
import subprocess
import sys
from pathlib import Path

from helpers import engine

FOLDER = Path(__file__).parent
MADE = [
    "pull debian", "pull nginx", "pull busybox", "tag nginx pay-nginx:1", "volume create pay-v10",
    "volume create pay-v9", "volume create pay-v", "network create pay-net",
    "create --name pay-web --network pay-net --publish 8080:80 --publish 9000-9001:9000-9001/udp nginx",
    "run --detach --name pay-run --volume pay-v:/data debian sleep 1000", "run --name pay-ok busybox true",
    "run --name pay-bad debian sh -c 'exit 1'", "run --detach --name pay-again --restart always busybox false",
    "run --detach --name pay-paused debian sleep 1000", "pause pay-paused",
]  # fmt: skip
GONE = [
    "rm --force pay-web pay-run pay-ok pay-bad pay-again pay-paused", "volume rm pay-v pay-v9 pay-v10",
    "network rm pay-net", "rmi pay-nginx:1 nginx debian busybox",
]  # fmt: skip
ASKED = {
    "containers": "/containers/json?all=1&size=1", "images": "/images/json?digests=1",
    "history": "/images/nginx/history", "search": "/images/search?term={registry}/n",
    "volumes": "/volumes", "networks": "/networks", "df": "/system/df",
}  # fmt: skip


def docker(line: str, check: bool = True) -> None:
    """Run one line of the real docker program on the engine in use."""
    argv = ["sh", "-c", f"docker --host {engine.host()} {line}"]
    subprocess.run(argv, check=check, stdout=subprocess.DEVNULL)


def main(version: str) -> None:
    """Make containers in each state, volumes, a network and images; ask; take all away again."""
    api, folder = engine.client().api, FOLDER / version
    folder.mkdir(exist_ok=True)
    try:
        for line in MADE:
            docker(line, check="pay-bad" not in line)
        root = api.info()["DockerRootDir"]
        for name, path in ASKED.items():
            answer = api.get(
                f"{api.base_url}/v{api.api_version}{path.format(registry=engine.registry())}"
            )
            answer.raise_for_status()
            text = json.dumps(answer.json(), indent=1, sort_keys=True, ensure_ascii=False)
            text = text.replace(root, "/var/lib/docker").replace(engine.registry(), "registry")
            (folder / f"{name}.json").write_text(
                re.sub(r"[0-9.]+:\d{4}/", "registry/", text) + "\n"
            )
    finally:
        for line in GONE:
            docker(line, check=False)


if __name__ == "__main__":
    main(sys.argv[1])
