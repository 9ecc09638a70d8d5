"""Restart policies, as `--restart` has them: `always`, `on-failure:3`."""

from typing import Any

from ..errors import CourseError


def parse_restart_policy(policy: str) -> dict[str, Any]:
    """Read a policy into the Engine API's form. The engine itself refuses an unknown name."""
    name, _, tries = policy.partition(":")
    if tries and not tries.isdigit():
        raise CourseError("not-a-number-of-tries", value=tries)
    return {"Name": name, "MaximumRetryCount": int(tries or 0)}
