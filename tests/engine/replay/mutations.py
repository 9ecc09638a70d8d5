"""Break helpers and lessons on purpose, one way at a time: strict replay has to notice (`./course
test --mutations`).

Not a part of every run: each mutation replays lessons on the real engine. One that no longer applies is a failure.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat

from lab.base import paths
from lab.maintain import replay

NEEDED = 0.95
HELPERS = [  # file, what it says, what it says when broken, and the lesson to begin with where it is a late one
    ("_command_line.py", 'print(f"$ {command}")', "pass"),
    ("_command_line.py", 'flag = "--" + name', 'flag = "-" + name'),
    ("_command_line.py", '(names, [Unquoted(f"$({quiet})")])', "(names, names)"),
    ("tables/units.py", "digits[:12] if", "digits[:10] if"),
    ("tables/units.py", "unit += 1", "unit += 2"),
    ("tables/cells.py", "else str(value).lower()", "else str(value)"),
    ("tables/cells.py", "if kind is Kind.ANSWER else", "if kind is Kind.COUNT else"),
    (
        "tables/cells.py",
        "format_duration(time.time() - value.timestamp())",
        "format_duration(3600 * (time.time() - value.timestamp()))",
    ),
    ("tables/layout.py", 'return "(0 rows)"', 'return ""'),
    ("tables/cells.py", "if kind is Kind.OFFICIAL", "if kind is Kind.COUNT"),
    ("tables/cells.py", "{value * 100 // size}%", "{value // size}%"),
    ("tables/payloads/containers.py", '"STATUS", "PORTS", "NAMES"]', '"STATE", "PORTS", "NAMES"]'),
    ("tables/payloads/containers.py", 'container["Status"]', 'container["State"]'),
    ("tables/payloads/containers.py", "answer, read))", "answer, read)[1:])"),
    ("tables/payloads/df.py", "len(images), len(used), size", "len(images), len(images), size"),
    ("tables/payloads/df.py", "reclaimable = sum(unused)", "reclaimable = sum(used + unused)"),
    ("references.py", 'repository = f"library/{repository}"', 'repository = f"hub/{repository}"'),
    ("references.py", '"." in first or', "first or"),
    ("containers/ps.py", "all=int(all)", "all=0"),
    ("containers/run.py", "exit_code = wait()", "exit_code = 0 * wait()", "06"),
    ("containers/lifecycle.py", "force=force, v=volumes)", "force=False, v=volumes)"),
    ("containers/run_options.py", 'api_field="Hostname"', 'api_field="Domainname"'),
    ("containers/run_options.py", '"HostConfig.Memory"', '"HostConfig.MemoryReservation"'),
    ("containers/run_options.py", '"HostConfig.IpcMode"', '"HostConfig.UTSMode"'),
    ("containers/exec.py", 'print(f"exit code {exit_code}")', "pass"),
    ("containers/diff.py", '0: "C", 1: "A"', '0: "A", 1: "C"'),
    ("images/pulling.py", 'print("Using default tag: latest")', "pass"),
    (
        "images/pulling.py",
        "self.digest = text.removeprefix(DIGEST)",
        'self.digest = text.removeprefix(DIGEST)[:-1] + "x"',
    ),
    ("images/pulling.py", 'print(f"{STATUS}{report.status}")', "pass"),
    ("errors/sentences.en.toml", "There is no container {name}", "No container {name}"),
    ("errors/sentences.en.toml", "is in use by a container", "is in use"),
    ("_ownership/cleanup.py", "            if is_gone:", "            if not is_gone:"),
    (
        "tables/payloads/volumes.py",
        "sorted(rows, key=lambda row: natural_key(row[NAME]))",
        "rows[:1]",
        "09",
    ),
    ("charts/layer_map.py", "{self.number} x{len(self.images)}", "{self.number} shared", "05"),
    ("errors/sentences.en.toml", "There is no restart policy", "There is no policy", "06"),
    ("errors/sentences.en.toml", "Port {port} of the host", "A port of the host", "06"),
    ("errors/sentences.en.toml", "There is no filter", "No filter", "07"),
    ("errors/sentences.en.toml", "Volume {name} is in use", "Volume is in use", "09"),
    (
        "containers/port.py",
        'int(binding["HostPort"])',
        'int(container_port.partition("/")[0])',
        "06",
    ),
    (
        "images/building.py",
        "is_cached = bool(confirmation.made) and",
        "is_cached = False and",
        "08",
    ),
    (
        "images/building.py",
        "step.number, step.instruction",
        "step.number + 1, step.instruction",
        "08",
    ),
    ("errors/sentences.en.toml", "could not be done.", "failed.", "10"),
    ("images/archive.py", 'found["image"]', "found[0]", "09"),
    ("second_host.py", "            os.environ[name] = self.host", "            pass", "09"),
    ("volumes.py", '"create_volume",\n        name,', '"create_volume",\n        None,', "09"),
    ("containers/run_options.py", '"HostConfig.Binds"', '"HostConfig.VolumesFrom"', "09"),
    ("containers/configuration.py", '["PortBindings"] = bindings', '["PortBindings"] = {}', "06"),
    (
        "containers/restart_policy.py",
        '"MaximumRetryCount": int(tries or 0)',
        '"MaximumRetryCount": 1',
        "06",
    ),
    ("system.py", 'PRUNED_IMAGES = {"image": "ImagesDeleted"}', "PRUNED_IMAGES = {}", "10"),
    (
        "practice/conditions/containers.py",
        "return unmet(self.key, name=self.name)",
        "return None",
        "06",
    ),
    ("practice/predictions.py", "[item, None, value, None]", "[item, value, value, None]", "06"),
]
LESSONS = [  # lesson, what a cell says, what it says when changed
    ("00", '["echo", "안녕하세요"]', '["echo", "안녕"]'),
    ("00", 'dk.rm("helo")', 'dk.rm("hello")'),
    ("00", "dk.ps(all=True)\n", "dk.ps()\n"),
    ("01", 'memory="16m", name="greedy"', 'memory="16m", name="greedy", rm=True'),
    ("01", 'name="sidecar", **shared', 'name="sidecar", network="container:one"'),
    ("01", '"ps -o args"', '"ps -o args,pid"'),
    ("02", 'f"echo 여기는 {name} >', 'f"echo 여기는 web >'),
    ("02", "count=20", "count=0"),
    ("02", 'dk.rmi("nginx")\nafter_rmi', "after_rmi"),
    ("03", "hashlib.sha256(", "hashlib.sha224("),
    ("03", 'dk.pull("redis")', 'dk.pull("mariadb")'),
    ("03", "digests[0] == digests[1]", "digests[0] == digests[0]"),
    ("03", 'dk.pull("nginx:9.9")', 'dk.pull("nginx:9.8")'),
    ("04", 'dk.tag("nginx:1.22", "nginx:latest")', 'dk.tag("nginx:1.26", "nginx:latest")'),
    ("04", 'dk.tag("nginx:1.26", "site:prod")', 'dk.tag("nginx:1.22", "site:prod")'),
    ("04", 'platform="linux/arm64"', 'platform="linux/amd64"'),
    ("04", 'dk.rmi("nginx:stable")', 'dk.rmi("nginx:1.22")'),
    ("05", "hashlib.sha256(one)", "hashlib.sha512(one)"),
    ("05", '"usr/sbin/nginx"', '"usr/sbin/nginy"'),
    ("05", 'rows.drop_duplicates("LAYER")', "rows"),
    ("05", '["debian", "nginx", "redis", "mariadb"]', '["debian", "nginx", "redis"]'),
    ("06", 'restart="on")', 'restart="no")'),
    ("06", 'name="site", publish="18061:80"', 'name="site", publish="18061:81"'),
    ("06", "once % 1", "once % 0"),
    ("06", "dk.engine.restart()", "pass"),
    ("07", '"exit 3"', '"exit 4"'),
    ("07", '_ = dk.pause("redis_cache")\n', ""),
    ("07", '{"color": "red"}', '{"name": "red"}'),
    ("07", 'dk.ps(filters={"exited": 0})', 'dk.ps(all=True, filters={"exited": 0})'),
    ("08", "ADD pages.tar /add/", "COPY pages.tar /add/"),
    ("08", '"ADD index.html', '"COPY index.html'),
    ("08", 'dk.build("site", tag="shop:2.0")', 'dk.build("site", tag="shop:1.0")'),
    (
        "08",
        '_ = dk.cp("job:/app.log", "site/app.log")',
        '_ = dk.cp("web:/etc/hostname", "site/app.log")',
    ),
    ("09", ':/usr/share/nginx/html:ro"', ':/usr/share/nginx/html"'),
    ("09", '"./stie:', '"./site:'),
    ("09", 'name="db3", volume="shop-data:', 'name="db3", volume="shop-other:'),
    ("09", "with other:\n    loaded", "if other:\n    loaded"),
    ("09", 'dk.restart("three", time=0)', 'dk.exec("three", "true")'),
    ("10", "bs=1M count=20", "bs=1M count=0"),
    ("10", 'dk.tag("redis", "redis:backup")', 'dk.tag("nginx", "redis:backup")'),
    ("10", '"status": "exited"}))', '"status": "created"}))'),
    ("10", "dk.prune(filters=mine)", 'dk.prune(filters={"label": "app=none"})'),
]


def broken_helpers(folder: Path, file: str, old: str, new: str, first: str = "") -> list[Path]:
    """Write helpers with one change into `folder`; all lessons are to be replayed, from `first` on
    and round."""
    shutil.copytree(
        paths.CLONE / "helpers", folder / "helpers", ignore=shutil.ignore_patterns("__pycache__")
    )
    path = folder / "helpers" / file
    text = path.read_text()
    assert old in text, f"helpers/{file} no longer says: {old}"
    path.write_text(text.replace(old, new))
    every = replay.lessons([])
    begin = next((i for i, path in enumerate(every) if path.name.startswith(first)), 0)
    return every[begin:] + every[:begin]


def changed_lesson(folder: Path, lesson: str, old: str, new: str) -> list[Path]:
    """Write one lesson with one change into `folder`, its outputs as recorded."""
    (path,) = replay.lessons([lesson])
    book = nbformat.read(path, 4)
    cells = [cell for cell in book.cells if cell.cell_type == "code" and old in cell.source + "\n"]
    assert cells, f"{path.stem} no longer says: {old}"
    for cell in cells:
        cell.source = (cell.source + "\n").replace(old, new)
    nbformat.write(book, folder / path.name)
    return [folder / path.name]


def notices(folder: Path, lessons: list[Path]) -> bool:
    """Replay until the first cell that differs: True if there is one."""
    env = os.environ | replay.unattended() | {"PYTHONPATH": f"{folder}:{paths.CLONE}"}
    argv = [sys.executable, "-m", "pytest", *replay.QUIET, *replay.STRICT, "-x", *map(str, lessons)]
    done = subprocess.run(argv, cwd=folder, env=env, capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    subprocess.run(
        [sys.executable, "-c", "import helpers; helpers.reset(images=True)"],
        check=True,
        cwd=paths.CLONE,
    )
    return done.returncode == 1


def test_replay_notices(tmp_path):
    """Of all mutations at least 95% are noticed; each is printed as it is tried."""
    missed, tries = (
        [],
        [(broken_helpers, one) for one in HELPERS] + [(changed_lesson, one) for one in LESSONS],
    )
    for number, (breaks, (where, old, new, *first)) in enumerate(tries):
        folder = tmp_path / str(number)
        folder.mkdir()
        caught = notices(folder, breaks(folder, where, old, new, *first))
        print(
            f"{number + 1:>3}/{len(tries)}  {'noticed' if caught else 'MISSED '}  {where}: {old!r} -> {new!r}",
            flush=True,
        )
        missed += [] if caught else [(where, old, new)]
    print(f"{len(tries) - len(missed)} of {len(tries)} noticed")
    assert len(tries) >= 25
    assert 1 - len(missed) / len(tries) >= NEEDED, missed
