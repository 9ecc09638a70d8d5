"""The notebook around a call: whether there is one, and whether it may show what moves."""

import os
import sys
from typing import Any


def notebook_shell() -> Any | None:
    """Return IPython's shell if it runs in a notebook's kernel; this does not load IPython."""
    if "IPython" not in sys.modules:
        return None
    shell = sys.modules["IPython"].get_ipython()
    if getattr(shell, "kernel", None) is None:
        return None
    return shell


def is_still() -> bool:
    """Tell whether nothing is to move: `COURSE_PROGRESS=0`, for recording and replaying lessons."""
    return os.environ.get("COURSE_PROGRESS") == "0"
