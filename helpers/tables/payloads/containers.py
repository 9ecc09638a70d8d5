"""Containers: `GET /containers/json` as the columns of `docker ps`."""

from collections.abc import Iterable
from typing import Any

from ...references import display_name
from .answers import Rows, read_objects, whole_number
from .ports import format_ports

COLUMNS = ["CONTAINER ID", "IMAGE", "COMMAND", "CREATED", "STATUS", "PORTS", "NAMES"]
SIZE_COLUMNS = ["SIZE", "VIRTUAL SIZE"]


def read_containers(
    answer: Iterable[dict], sized: bool = False, registry: str | None = None
) -> Rows:
    """Read `GET /containers/json`; `sized` answers have also what each container takes."""

    def read(container: dict) -> list[Any]:
        row = [
            container["Id"],
            display_name(container["Image"], registry),
            container["Command"],
            whole_number(container["Created"]),
            container["Status"],
            format_ports(container["Ports"] or []),
            _format_names(container["Names"] or []),
        ]
        if sized:
            row.append(whole_number(container.get("SizeRw", 0)))
            row.append(whole_number(container.get("SizeRootFs", 0)))
        return row

    columns = COLUMNS + SIZE_COLUMNS if sized else COLUMNS
    return Rows(columns, read_objects("GET /containers/json", answer, read))


def _format_names(names: list[str]) -> str:
    """Write a container's own names; `/web/db` is what `web` calls another by a link."""
    return ",".join(name[1:] for name in names if name.count("/") == 1)
