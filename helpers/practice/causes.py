"""Causes: which cause would show itself as what was seen. Pure."""

from collections.abc import Callable

from .listeners import LOOPBACK
from .observation import OTHER_DIGEST, Observation

ENDED_BY_A_SIGNAL = (137, 143)  # 128 and the number of SIGKILL, of SIGTERM
REGISTRY_IS_SILENT = ("registry-unavailable", "registry-of-image-unavailable")
NOT_IN_REGISTRY = ("not-in-registry", "tag-not-in-registry", "digest-not-in-registry")


def signs(seen: Observation) -> dict[str, bool]:
    """Tell of each cause whether what was seen is its sign; the causes are those of the texts."""
    return {cause: shows(seen) for cause, shows in SIGNS.items()}


def _published(seen: Observation) -> set[str]:
    """Give the container's side of the published ports, as numbers in words."""
    return {port.container.partition("/")[0] for port in seen.ports}


def _listens_on_loopback(seen: Observation) -> set[str]:
    return {str(each.port) for each in seen.listeners if each.address == LOOPBACK}


def _listens_everywhere(seen: Observation) -> set[str]:
    return {str(each.port) for each in seen.listeners if each.address != LOOPBACK}


def _command_ended(seen: Observation) -> bool:
    return seen.status == "exited" and seen.exit_code == 0


def _missing_setting(seen: Observation) -> bool:
    return seen.exit_code == 1 and "is not set" in seen.log


def _port_clash(seen: Observation) -> bool:
    return seen.status == "created" and seen.start_error_code == "port-in-use"


def _wrong_port(seen: Observation) -> bool:
    published = _published(seen)
    everywhere = _listens_everywhere(seen)
    if not published or not everywhere:
        return False
    return not published & (everywhere | _listens_on_loopback(seen))


def _no_port(seen: Observation) -> bool:
    return bool(_listens_everywhere(seen)) and not _published(seen)


def _loopback_only(seen: Observation) -> bool:
    return bool(_published(seen) & _listens_on_loopback(seen))


def _wrong_tag(seen: Observation) -> bool:
    return not seen.status and seen.answer_code in NOT_IN_REGISTRY


def _registry_down(seen: Observation) -> bool:
    return seen.answer_code in REGISTRY_IS_SILENT


def _other_platform(seen: Observation) -> bool:
    return "exec format error" in seen.log


def _wrong_command(seen: Observation) -> bool:
    return seen.start_error_code == "no-program"


def _out_of_memory(seen: Observation) -> bool:
    return seen.was_killed_for_memory


def _killed_by_hand(seen: Observation) -> bool:
    if seen.status != "exited" or seen.was_killed_for_memory:
        return False
    return seen.exit_code in ENDED_BY_A_SIGNAL


def _paused(seen: Observation) -> bool:
    return seen.status == "paused"


def _wrong_folder(seen: Observation) -> bool:
    return bool(seen.empty_mounts)


def _read_only(seen: Observation) -> bool:
    return "Read-only file system" in seen.log


def _no_permission(seen: Observation) -> bool:
    return "Permission denied" in seen.log


def _disk_full(seen: Observation) -> bool:
    return "No space left" in seen.log


def _other_network(seen: Observation) -> bool:
    return bool(seen.peer_networks) and not set(seen.networks) & set(seen.peer_networks)


def _no_names(seen: Observation) -> bool:
    return seen.networks == ("bridge",) and seen.peer_networks == ("bridge",)


def _image_in_use(seen: Observation) -> bool:
    return seen.answer_code == "image-in-use"


def _stale_latest(seen: Observation) -> bool:
    return seen.digest == OTHER_DIGEST


SIGNS: dict[str, Callable[[Observation], bool]] = {
    "command-ended": _command_ended,
    "missing-setting": _missing_setting,
    "port-clash": _port_clash,
    "wrong-port": _wrong_port,
    "no-port": _no_port,
    "loopback-only": _loopback_only,
    "wrong-tag": _wrong_tag,
    "registry-down": _registry_down,
    "other-platform": _other_platform,
    "wrong-command": _wrong_command,
    "out-of-memory": _out_of_memory,
    "killed-by-hand": _killed_by_hand,
    "paused": _paused,
    "wrong-folder": _wrong_folder,
    "read-only": _read_only,
    "no-permission": _no_permission,
    "disk-full": _disk_full,
    "other-network": _other_network,
    "no-names": _no_names,
    "image-in-use": _image_in_use,
    "stale-latest": _stale_latest,
}
