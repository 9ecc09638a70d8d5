"""Random sequences of calls on a borrowed engine: each thing of the learner's is as before.

`./course test --all` plays a few; `./course test --ownership 2000` as many as it is told to.
"""

import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, seed, settings

import helpers as dk
from tests.engine.borrowed import random_calls
from tests.engine.borrowed.playing import Play
from tests.engine.borrowed.random_calls import CALLS, NOT_PLAYED, Call
from tests.engine.borrowed.random_names import MARK
from tests.support.bystanders import Bystanders
from tests.support.docker_program import docker
from tests.support.engine_kind import use_as_borrowed
from tests.support.snapshots import changes

SEQUENCES = int(os.environ.get("COURSE_OWNERSHIP", "25"))
SEED = int(os.environ.get("COURSE_OWNERSHIP_SEED", "1"))
SECONDS_FOR_A_SEQUENCE = 10  # usually one; on a loaded machine, with the snapshots, some


@pytest.fixture(scope="module")
def registry() -> Iterator[str]:
    """Let the engine be the learner's in this module, and be in a folder of its own."""
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        registry = use_as_borrowed(patch, MARK, Path(folder, "data"))
        patch.chdir(folder)
        Path("Dockerfile").write_text("FROM busybox\nENV A=b\n")
        Path("page.txt").write_text("hello\n")
        yield registry


@pytest.fixture(scope="module")
def bystanders(registry: str) -> Iterator[Bystanders]:
    """Put the learner's things on the engine."""
    there = Bystanders(MARK, registry)
    there.make()
    yield there
    dk.reset()
    there.remove()


@pytest.mark.timeout(60 + SECONDS_FOR_A_SEQUENCE * SEQUENCES)
def test_whatever_is_called_what_is_yours_stays_as_it_was(bystanders: Bystanders) -> None:
    """After any sequence of calls, of all words on all kinds of names, nothing has changed."""
    play = Play(bystanders)
    beginning, rest = random_calls.sequences()

    @seed(SEED)
    @settings(
        max_examples=SEQUENCES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(beginning, rest)
    def sequences(beginning: list[Call], rest: list[Call]) -> None:
        play.sequence(beginning + rest)

    sequences()
    print(dict(play.ends))
    assert play.ends["sequences"] >= SEQUENCES
    assert play.ends["done"] > SEQUENCES
    assert play.ends["Refused"] > SEQUENCES / 2


def test_every_word_is_played() -> None:
    """Each word of helpers is among the calls, or it is said why not."""
    played = {each.word for each in CALLS}
    assert played | set(NOT_PLAYED) == set(dk.__all__)
    assert not played & set(NOT_PLAYED)


CHANGES_BY_HAND = [  # words in capitals are the learner's names
    "stop -t0 WEB",
    "start WEB",
    "unpause WEB2",
    "start NEW",
    "rename OLD OLDER",
    "rename OLDER OLD",
    "rm OLD",
    "exec WEB touch /own/new",
    "exec WEB chmod 777 /own",
    "exec WEB touch /data/new",
    "network disconnect NET WEB",
    "network connect NET WEB",
    "rmi ALIAS:1",
    "tag OWN:1 BUSY:1",
    "tag OWN:1 MORE:1",
    "rmi COMMIT:1 -f",
    "volume rm WEB",
    "network rm WEB",
]


def test_a_change_would_be_noticed(bystanders: Bystanders) -> None:
    """Each kind of change, made by hand, is noticed. (The last here: it breaks the learner's.)"""
    before = bystanders.snapshot()
    unnoticed = []
    for change in CHANGES_BY_HAND:
        docker(*_with_real_names(change).split())
        after = bystanders.snapshot()
        if not changes(before, after):
            unnoticed.append(change)
        before = after
    assert not unnoticed


def _with_real_names(words: str) -> str:
    def real(name: re.Match[str]) -> str:
        return f"{MARK}-{name[0].lower()}"

    return re.sub(r"\b[A-Z][A-Z0-9]{2,}\b", real, words)
