"""The threads of `helpers` that wait for an engine's answer."""

import sys
from types import FrameType


def reading_threads() -> int:
    """Count them. Those that only ended a moment ago may still be among them."""
    return sum(_reads_an_answer(frame) for frame in sys._current_frames().values())


def _reads_an_answer(frame: FrameType | None) -> bool:
    """Tell whether a thread is within the watchdog's reader."""
    while frame is not None:
        code = frame.f_code
        if code.co_filename.endswith("watchdog.py") and code.co_name == "_read":
            return True
        frame = frame.f_back
    return False
