"""What an engine leaves on the machine's network when it ends: note how things were, put them back."""

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

from lab.base import files, paths

FORWARD = [Path("/proc/sys/net/ipv4/ip_forward"), Path("/proc/sys/net/ipv6/conf/all/forwarding")]
BRIDGE = re.compile(r"docker0|br-[0-9a-f]{12}")


def note() -> None:
    """Before the engine starts: keep the bridges, firewall rules and settings that are there already."""
    if files.read(_file()).get("where") == _where():
        return  # an engine that was killed: what was noted before it is still the truth
    files.write(
        _file(), {"where": _where(), "bridges": bridges(), "rules": rules(), "settings": settings()}
    )


def put_back() -> list[str]:
    """After the engine ended: remove its bridges, chains and rules, and nothing that was there before; say what."""
    before = files.read(_file())
    if before.get("where") != _where():
        return []  # noted in another network namespace, or before the machine was started anew: nothing here is of it
    links = [["ip", "link", "delete", name] for name in bridges() if name not in before["bridges"]]
    firewall = [
        [tool, "--wait", *argv]
        for tool, now in rules().items()
        for argv in undo(before["rules"].get(tool, ""), now)
    ]
    failed = [
        argv for argv in (*links, *firewall) if subprocess.run(argv, capture_output=True).returncode
    ]
    for path, value in before["settings"].items():
        Path(path).write_text(value)
    if failed:
        return [f"could not be taken away: {shlex.join(argv)}" for argv in failed]
    _file().unlink()
    return (
        [f"{len(links)} bridges and {len(firewall)} firewall rules taken away"]
        if links or firewall
        else []
    )


def undo(before: str, now: str) -> list[list[str]]:
    """Pure: iptables arguments that lead from `now` back to `before` (as iptables-save prints), Docker's part only."""
    old, rows, chains, policies = _by_table(before), [], [], []
    for table, lines in _by_table(now).items():
        known = old.get(table, [])
        names = {line.split()[0][1:] for line in known if line.startswith(":")}
        for line in lines:
            words = shlex.split(line)
            if (
                line.startswith("-A")
                and line not in known
                and re.search(rf"DOCKER|{BRIDGE.pattern}", line)
            ):
                rows.append(["-t", table, "-D", *words[1:]])
            elif line.startswith(":DOCKER") and words[0][1:] not in names:
                chains.append(["-t", table, words[0][1:]])
            elif line.startswith(":") and words[1] in ("ACCEPT", "DROP"):
                was = next(
                    (row.split()[1] for row in known if row.split()[0] == words[0]), "ACCEPT"
                )
                if was != words[1]:
                    policies.append(["-t", table, "-P", words[0][1:], was])
    flush = [[t, table, "-F", name] for t, table, name in chains]
    delete = [[t, table, "-X", name] for t, table, name in chains]
    return rows + flush + delete + policies


def rules() -> dict[str, str]:
    """The firewall's rules as iptables-save prints them, without counters and comments."""
    found = {}
    for tool in ("iptables", "ip6tables"):
        if shutil.which(f"{tool}-save"):
            text = subprocess.run([f"{tool}-save"], capture_output=True, text=True).stdout
            lines = (
                re.sub(r" \[\d+:\d+\]$", "", line)
                for line in text.splitlines()
                if not line.startswith("#")
            )
            found[tool] = "\n".join(lines)
    return found


def bridges() -> list[str]:
    """Docker's bridges: docker0, and br- with twelve hex digits."""
    text = subprocess.run(
        ["ip", "-brief", "link", "show", "type", "bridge"], capture_output=True, text=True
    ).stdout
    return sorted(
        name for name in (line.split()[0] for line in text.splitlines()) if BRIDGE.fullmatch(name)
    )


def settings() -> dict[str, str]:
    """The kernel's forwarding switches, which an engine turns on."""
    return {str(path): path.read_text().strip() for path in FORWARD if path.exists()}


def _by_table(text: str) -> dict[str, list[str]]:
    tables, current = {}, None
    for line in text.splitlines():
        if line.startswith("*"):
            current = tables.setdefault(line[1:], [])
        elif current is not None and line != "COMMIT":
            current.append(line)
    return tables


def _where() -> str:
    """This boot of the machine and this network namespace: what was noted in another does not hold here."""
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return f"{boot} {os.readlink('/proc/self/ns/net')}"


def _file() -> Path:
    return paths.data() / "run" / "network-before.json"
