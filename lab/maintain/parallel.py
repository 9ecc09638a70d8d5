"""Replay lessons at once, each on an isolated engine.

On one engine, lessons would see each other's containers in their listings.
"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from lab.base import console
from lab.engine.client import Engine
from lab.maintain.isolated import IsolatedEngine


def replay(beside: Engine, notebooks: list[Path], count: int, *words: str) -> int:
    """Replay lessons on `count` engines, each on the next free one; return 0 if all passed."""
    engines: list[IsolatedEngine] = []
    try:
        for _ in range(count):
            engines.append(IsolatedEngine(beside))
        return _replay_on(engines, notebooks, words)
    finally:
        for engine in engines:
            engine.close()


def _replay_on(engines: list[IsolatedEngine], notebooks: list[Path], words: tuple[str, ...]) -> int:
    free: SimpleQueue[IsolatedEngine] = SimpleQueue()
    for engine in engines:
        free.put(engine)

    def replay_lesson(path: Path) -> int:
        engine = free.get()
        try:
            finished = engine.run("replay", *words, path.stem)
        finally:
            free.put(engine)
        console.say(f"{path.stem}:\n{finished.output.rstrip()}")
        return finished.code

    longest_first = sorted(notebooks, key=lambda path: path.stat().st_size, reverse=True)
    pool = ThreadPoolExecutor(len(engines))
    try:
        return max(pool.map(replay_lesson, longest_first))
    finally:
        for engine in engines:
            engine.terminate()
        pool.shutdown(cancel_futures=True)
