"""The clone, the data of the tests, and an environment for programs that know of no engine."""

import os
from pathlib import Path

CLONE = Path(__file__).resolve().parent.parent.parent
DATA = CLONE / "tests" / "data"
NAMES_OF_AN_ENGINE = ("DOCKER_HOST", "COURSE_DOCKER_HOST", "DOCKER_CONTEXT")


def without_engine(data: Path) -> dict[str, str]:
    """Return an environment that names no engine, with a data folder of its own."""
    kept = {name: value for name, value in os.environ.items() if name not in NAMES_OF_AN_ENGINE}
    return kept | {"COURSE_DATA": str(data)}
