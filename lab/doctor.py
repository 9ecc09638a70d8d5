"""`./course doctor`: the engine in use and why, the other ways to have one, and what is missing."""

import sys
from dataclasses import dataclass

from lab.base import console, data_folder, paths, rootless
from lab.engine import choose, nfs
from lab.engine.choose import BORROWED, BOX, OWN_AS_ROOT, OWN_ROOTLESS, Choice, Facts
from lab.images import inventory
from lab.install import environment, packages
from lab.registry import server


@dataclass(frozen=True)
class Row:
    """A thing that the course needs, and how it is."""

    name: str
    text: str
    good: bool = True


@dataclass(frozen=True)
class Way:
    """A way to have an engine: what it gives where it is used, and what it would need elsewhere."""

    name: str
    used: bool
    text: str


def main() -> int:
    """Print what is there and what is missing; the exit code is 1 if something is."""
    facts = choose.look()
    choice = choose.decide(facts)
    answers = choice.engine.answers()
    lacks = _rootless_lacks(facts)
    rows = [*_python_rows(choice), *_engine_rows(choice, answers, lacks), *_data_rows()]
    for row in rows:
        console.say(f"{'ok  ' if row.good else 'MISS'}  {row.name:<15} {row.text}")
    console.say("\nWays to have an engine:")
    for way in ways(choice, facts, answers, lacks):
        console.say(f"{'used' if way.used else '    '}  {way.name:<15} {way.text}")
    if all(row.good for row in rows):
        console.say("\nAll is well. Next:  ./course lab")
        return 0
    console.say("\nNext:  ./course setup  brings what is missing.")
    return 1


def _python_rows(choice: Choice) -> list[Row]:
    missing = packages.missing(own_engine=choice.engine.is_private)
    listed = f"missing: {' '.join(missing)}" if missing else "all there"
    ready = environment.ready()
    python = str(environment.python()) if ready else "not made yet"
    return [
        Row("Python", f"{sys.version.split()[0]} ({sys.executable})"),
        Row("packages", listed, not missing),
        Row("environment", python, ready),
    ]


def _engine_rows(choice: Choice, answers: bool, lacks: list[str]) -> list[Row]:
    engine = choice.engine
    rows = [Row("engine", f"{engine.host}: {engine.kind}, {choice.reason}")]
    if engine.is_private:
        rows += [Row("rootless needs", what, False) for what in lacks]
    rows.append(Row("engine answers", "yes" if answers else "no", answers))
    return rows


def _data_rows() -> list[Row]:
    registry_answers = server.answers()
    registry = "answers" if registry_answers else "silent"
    complete = inventory.ready()
    images = "all built" if complete else "not built yet (or registry down)"
    lacking = nfs.missing()
    share = f"a folder stands in: {lacking}" if lacking else "real NFS"
    size = data_folder.size()
    free = data_folder.free_space()
    return [
        Row("registry", f"{server.address()}: {registry}", registry_answers),
        Row("images", images, complete),
        Row("NFS (lesson 09)", share),
        Row("data folder", f"{paths.data()} ({size} MB, {free} MB free)"),
    ]


def _rootless_lacks(facts: Facts) -> list[str]:
    """What a rootless engine of this user's lacks; for root there is none."""
    if not facts.linux or facts.root:
        return []
    gaps = [gap.what for gap in rootless.gaps(rootless.look())]
    names = rootless.PACKAGES.values()
    return gaps + [name for name in packages.missing() if name in names]


def ways(choice: Choice, facts: Facts, answers: bool, lacks: list[str]) -> list[Way]:
    """Pure: each way to have an engine.

    `answers`: the engine in use does. `lacks`: what a rootless engine of this user's lacks.
    """
    texts = {
        OWN_AS_ROOT: _own_as_root(choice, facts),
        OWN_ROOTLESS: _own_rootless(choice, facts, lacks),
        BORROWED: _borrowed(choice),
        BOX: _box(choice, answers),
    }
    return [Way(name, name == choice.way, text) for name, text in texts.items()]


def _leave(facts: Facts) -> str:
    """How a learner with a borrowed engine comes to an engine of the course's own."""
    leave = f"unset {facts.variable}" if facts.variable else "stop the engine that was found"
    return f"{leave}, then ./course lab"


def _own_as_root(choice: Choice, facts: Facts) -> str:
    if not facts.linux:
        return "needs Linux"
    if not facts.root:
        return "sudo ./course lab"
    if choice.engine.is_private:
        return "all of it is the course's"
    return _leave(facts)


def _own_rootless(choice: Choice, facts: Facts, lacks: list[str]) -> str:
    if not facts.linux:
        return "needs Linux"
    if facts.root:
        return "for an ordinary user: ./course lab, not as root"
    if choice.engine.is_private:
        return "all of it is the course's, and you are root in it only"
    if lacks:
        return f"needs {', '.join(lacks)}"
    return _leave(facts)


def _borrowed(choice: Choice) -> str:
    if choice.engine.is_private:
        return "set DOCKER_HOST to the address of an engine that you may use"
    return "the course touches only what it made there"


def _box(choice: Choice, answers: bool) -> str:
    if choice.way == BOX:
        return "all of the course in a container"
    if not choice.engine.is_private and answers:
        return "./course box"
    return "needs an engine that you may use, then ./course box"
