"""What Podman's Docker API answers and takes otherwise than Docker's engine. Pure."""

from typing import Any

EVENT_ACTIONS = {"die": "died", "destroy": "remove"}  # docker's word, and Podman's


def is_version_of_podman(version: dict[str, Any]) -> bool:
    """Tell whether an answer to `/version` is Podman's."""
    components = version.get("Components") or []
    return any(component["Name"] == "Podman Engine" for component in components)


def event_filters(filters: dict[str, Any]) -> dict[str, Any]:
    """Write filters of events with Podman's words, the only ones that it knows."""
    if "event" not in filters:
        return filters
    actions = [EVENT_ACTIONS.get(action, action) for action in filters["event"]]
    return {**filters, "event": actions}
