"""What an engine leaves on the machine's network when it ends: note how things were, put them back.

An engine adds bridges, firewall rules and forwarding, and removes none of them when it ends.
"""

import os
import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from lab.base import files, paths

FORWARDING = (
    Path("/proc/sys/net/ipv4/ip_forward"),
    Path("/proc/sys/net/ipv6/conf/all/forwarding"),
)
BRIDGE = re.compile(r"docker0|br-[0-9a-f]{12}")
DOCKERS = re.compile(rf"DOCKER|{BRIDGE.pattern}")  # in a rule: it is Docker's
COUNTERS = re.compile(r" \[\d+:\d+\]$")  # of a chain, as iptables-save prints them
TOOLS = ("iptables", "ip6tables")
POLICIES = ("ACCEPT", "DROP")


def note() -> None:
    """Before the engine starts: keep the bridges, firewall rules and switches that are there."""
    if files.read(_file()).get("where") == _where():
        return  # an engine was killed: what was noted before it is still how things were
    before = {
        "where": _where(),
        "bridges": bridges(),
        "rules": rules(),
        "settings": forwarding(),
    }
    files.write(_file(), before)


def put_back() -> list[str]:
    """After the engine ended: remove its bridges, chains and rules; return what was done.

    What was there before the engine stays.
    """
    before = files.read(_file())
    if before.get("where") != _where():
        return []  # noted in another network namespace, or before the machine was started anew
    links = [
        ["ip", "link", "delete", bridge] for bridge in bridges() if bridge not in before["bridges"]
    ]
    firewall = []
    for tool, now in rules().items():
        for arguments in undo(before["rules"].get(tool, ""), now):
            firewall.append([tool, "--wait", *arguments])
    failed = []
    for argv in links + firewall:
        if subprocess.run(argv, capture_output=True).returncode:
            failed.append(f"could not be taken away: {shlex.join(argv)}")
    for path, value in before["settings"].items():
        Path(path).write_text(value)
    if failed:
        return failed
    _file().unlink()
    if not links and not firewall:
        return []
    return [f"{len(links)} bridges and {len(firewall)} firewall rules taken away"]


@dataclass
class _Undoing:
    """The arguments of iptables that undo what Docker did, in the order in which they come."""

    rules: list[list[str]] = field(default_factory=list)
    flush: list[list[str]] = field(default_factory=list)
    delete: list[list[str]] = field(default_factory=list)
    policies: list[list[str]] = field(default_factory=list)


def undo(before: str, now: str) -> list[list[str]]:
    """Pure: the arguments of iptables that lead from `now` back to `before`, Docker's part only.

    Both are what iptables-save prints.
    """
    known = _by_table(before)
    undoing = _Undoing()
    for table, lines in _by_table(now).items():
        _undo_table(table, known.get(table, []), lines, undoing)
    return undoing.rules + undoing.flush + undoing.delete + undoing.policies


def _undo_table(table: str, known: list[str], lines: list[str], undoing: _Undoing) -> None:
    for line in lines:
        if line.startswith("-A") and line not in known and DOCKERS.search(line):
            _, *rule = shlex.split(line)
            undoing.rules.append(["-t", table, "-D", *rule])
    policies_before = _policies(known)
    for chain, policy in _policies(lines).items():
        before = policies_before.get(chain, "ACCEPT")
        if chain.startswith("DOCKER") and chain not in policies_before:
            undoing.flush.append(["-t", table, "-F", chain])
            undoing.delete.append(["-t", table, "-X", chain])
        elif policy in POLICIES and policy != before:
            undoing.policies.append(["-t", table, "-P", chain, before])


def rules() -> dict[str, str]:
    """Each tool's firewall rules as iptables-save prints them, without counters and comments."""
    found = {}
    for tool in TOOLS:
        if shutil.which(f"{tool}-save"):
            printed = subprocess.run([f"{tool}-save"], capture_output=True, text=True).stdout
            lines = [line for line in printed.splitlines() if not line.startswith("#")]
            found[tool] = "\n".join(COUNTERS.sub("", line) for line in lines)
    return found


def bridges() -> list[str]:
    """Docker's bridges: docker0, and br- with twelve hex digits."""
    argv = ["ip", "-brief", "link", "show", "type", "bridge"]
    printed = subprocess.run(argv, capture_output=True, text=True).stdout
    names = [line.split()[0] for line in printed.splitlines()]
    return sorted(name for name in names if BRIDGE.fullmatch(name))


def forwarding() -> dict[str, str]:
    """The kernel's forwarding switches, which an engine turns on."""
    return {str(path): path.read_text().strip() for path in FORWARDING if path.exists()}


def _by_table(printed: str) -> dict[str, list[str]]:
    """The lines of each table: its chains (`:NAME POLICY`) and its rules (`-A ...`)."""
    tables: dict[str, list[str]] = {}
    table: list[str] = []
    for line in printed.splitlines():
        if line.startswith("*"):
            table = tables.setdefault(line.removeprefix("*"), [])
        elif line != "COMMIT":
            table.append(line)
    return tables


def _policies(lines: list[str]) -> dict[str, str]:
    """The policy of each chain; `-` for a chain that is not the kernel's own."""
    found = {}
    for line in lines:
        if line.startswith(":"):
            chain, policy = line.removeprefix(":").split()[:2]
            found[chain] = policy
    return found


def _where() -> str:
    """This boot and this network namespace: what was noted holds in them only."""
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return f"{boot} {os.readlink('/proc/self/ns/net')}"


def _file() -> Path:
    return paths.run() / "network-before.json"
