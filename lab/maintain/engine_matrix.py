"""Run lessons and tests on engines of other versions, and tell in a table what passed where."""

import platform

from lab.base import console, programs
from lab.base.errors import SetupError
from lab.engine.client import Engine
from lab.maintain import groups, replay
from lab.maintain.debian_engines import ENGINES, program, require_outside_usr
from lab.maintain.isolated import IsolatedEngine, require_possible

Codes = dict[str, int]  # by part, pytest's exit code


def test(beside: Engine, names: list[str], words: list[str]) -> int:
    """Run lessons, words, exercises and incidents on each engine; return 0 if all passed.

    With `words` for pytest, only these run. `beside` is the engine in use.
    """
    require_possible(beside)
    require_outside_usr()
    here = platform.freedesktop_os_release().get("VERSION_CODENAME")
    results: dict[str, Codes] = {}
    for name in chosen(names, here):
        engine = IsolatedEngine(beside, program(name))
        try:
            title = f"{name} {_version(engine)}"
            console.say(f"\n== {title}")
            results[title] = _test_words(engine, words) if words else _test_all(engine)
        finally:
            engine.terminate()
            engine.close()
    failed = any(any(codes.values()) for codes in results.values())
    verdict = "Not all passed." if failed else "All passed."
    console.say(f"\n{summary(results)}\n\n{verdict}")
    return 1 if failed else 0


def chosen(names: list[str], here: str | None) -> list[str]:
    """Pure: the engines that are named, or all but that of `here`, this machine's own release."""
    for name in names:
        if name not in ENGINES:
            known = ", ".join(ENGINES)
            raise SetupError(f"There is no engine {name} to test on. There are: {known}.")
    if names:
        return names
    return [name for name, release in ENGINES.items() if release.suite != here]


def summary(results: dict[str, Codes]) -> str:
    """Pure: a table with a line for each part and a column for each engine."""
    engines = list(results)
    parts: list[str] = []
    for codes in results.values():
        parts += [part for part in codes if part not in parts]
    width = max(len(part) for part in ["", *parts])
    lines = ["  ".join([" " * width, *engines])]
    for part in parts:
        cells = [part.ljust(width)]
        for engine in engines:
            cells.append(_verdict(results[engine][part]).ljust(len(engine)))
        lines.append("  ".join(cells))
    return "\n".join(text.rstrip() for text in lines)


def _verdict(code: int) -> str:
    return "FAILED" if code else "passed"


def _test_words(engine: IsolatedEngine, words: list[str]) -> Codes:
    return {"your words": _run(engine, "your words", "test", "-q", *words)}


def _test_all(engine: IsolatedEngine) -> Codes:
    codes: Codes = {}
    for path in replay.lessons([]):
        codes[path.stem] = _run(engine, path.stem, "replay", path.stem)
    for title, words in groups.of_each_engine().items():
        codes[title] = _run(engine, title, "test", "-q", *words)
    return codes


def _version(engine: IsolatedEngine) -> str:
    """Start the engine; return its version."""
    setup = engine.run("setup")
    if setup.code:
        raise SetupError(f"This engine did not start:\n{setup.output}")
    argv = ["docker", "--host", engine.host, "version", "--format", "{{.Server.Version}}"]
    version = programs.call(argv, why="Asking the engine for its version").strip()
    return version.partition("+")[0]


def _run(engine: IsolatedEngine, title: str, *words: str) -> int:
    """Run a command of `./course`; show its last line, or all that it printed where it failed."""
    finished = engine.run(*words)
    output = finished.output.rstrip()
    if finished.code:
        console.say(f"{title}:\n{output}")
    else:
        lines = output.splitlines() or ["said nothing"]
        console.say(f"{title}: {lines[-1]}")
    return finished.code
