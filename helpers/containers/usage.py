"""What a container uses, calculated from one reading as docker's own client does. Pure."""

from dataclasses import dataclass
from typing import Any

Reading = dict[str, Any]


@dataclass(frozen=True)
class Usage:
    """What a container uses: amounts in bytes, of network and disk since its start."""

    container_id: str
    name: str
    cpu_percent: float
    memory: int
    memory_limit: int
    memory_percent: float
    received: int
    sent: int
    read: int
    written: int
    processes: int


def usage_of(reading: Reading) -> Usage:
    """Calculate what a container uses."""
    memory = _memory(reading["memory_stats"])
    limit = reading["memory_stats"].get("limit", 0)
    return Usage(
        container_id=reading.get("id") or reading["Id"],
        name=reading["name"].lstrip("/"),
        cpu_percent=_cpu_percent(reading["cpu_stats"], reading["precpu_stats"]),
        memory=memory,
        memory_limit=limit,
        memory_percent=memory / limit * 100 if limit else 0.0,
        received=_network_bytes(reading, "rx_bytes"),
        sent=_network_bytes(reading, "tx_bytes"),
        read=_disk_bytes(reading, "read"),
        written=_disk_bytes(reading, "write"),
        processes=reading.get("pids_stats", {}).get("current", 0),
    )


def _cpu_percent(now: Reading, before: Reading) -> float:
    """Calculate the share of one processor's time between two readings."""
    container_time = now["cpu_usage"]["total_usage"] - before["cpu_usage"]["total_usage"]
    system_time = now.get("system_cpu_usage", 0) - before.get("system_cpu_usage", 0)
    if container_time <= 0 or system_time <= 0:
        return 0.0
    share: float = container_time / system_time * _processors(now) * 100
    return share


def _processors(cpu: Reading) -> int:
    """Count the host's processors; old engines list them and do not tell how many there are."""
    return cpu.get("online_cpus") or len(cpu["cpu_usage"].get("percpu_usage") or [0])


def _memory(memory: Reading) -> int:
    """Calculate what is in use, without the cache of files, which the kernel can take back.

    `total_inactive_file` is of control groups v1, `inactive_file` of v2.
    """
    used: int = memory.get("usage", 0)
    details = memory.get("stats", {})
    cache: int = details.get("total_inactive_file", details.get("inactive_file", 0))
    if cache < used:
        return used - cache
    return used


def _network_bytes(reading: Reading, direction: str) -> int:
    networks = reading.get("networks") or {}
    return sum(network[direction] for network in networks.values())


def _disk_bytes(reading: Reading, operation: str) -> int:
    disks = reading.get("blkio_stats") or {}
    entries = disks.get("io_service_bytes_recursive") or []
    return sum(entry["value"] for entry in entries if entry["op"].lower() == operation)
