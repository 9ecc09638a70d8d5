"""What engines once answered; `tests/data/payloads/save.py` saved it."""

import json
from typing import Any

from tests.support.environment import DATA

PAYLOADS = DATA / "payloads"
SAVED = [  # name and version of each answer that is a list of objects, or has one
    (path.stem, path.parent.name)
    for path in sorted(PAYLOADS.glob("*/*.json"))
    if path.stem != "pull"
]


def answer(name: str, version: str = "20.10") -> Any:
    """Read what an engine once answered; of the volumes, their list."""
    found = json.loads((PAYLOADS / version / f"{name}.json").read_text())
    return found["Volumes"] if name == "volumes" else found
