"""No word is left out: each is compared with docker in this folder, or it is said why not."""

import pytest

import helpers as dk
from tests.engine.beside_docker import (
    test_images,
    test_inspect,
    test_output,
    test_run_and_create,
)
from tests.engine.beside_docker.test_changes import CHANGES
from tests.engine.beside_docker.test_listings import KEYS, LISTINGS

VIEWS = ("board", "filter_builder", "layer_explorer", "port_lab", "restart_timeline")
PRACTICE = ("exercise", "predict", "compare", "progress", "hand_in", "incident")
COVERED = {  # word -> the module and the beginning of the test's name
    "run": (test_run_and_create, "test_a_container_is"),
    "create": (test_run_and_create, "test_a_container_is"),
    "inspect": (test_inspect, "test_inspect"),
    "volume_inspect": (test_inspect, "test_inspect"),
    "network_inspect": (test_inspect, "test_inspect"),
    "version": (test_inspect, "test_a_dotted_path"),
    "info": (test_inspect, "test_a_dotted_path"),
    "logs": (test_output, "test_logs"),
    "top": (test_output, "test_top"),
    "port": (test_output, "test_ports"),
    "events": (test_output, "test_events"),
    "manifest": (test_images, "test_a_manifest"),
    "layers": (test_images, "test_layers"),
    "build": (test_images, "test_build"),
    "save": (test_images, "test_save"),
    "load": (test_images, "test_load"),
    "pull": (test_images, "test_a_pull"),
    "push": (test_images, "test_push"),
}
NOT_COVERED = {
    "client": "gives the SDK's client: no docker command does that",
    "doctor": "looks at the course's own installation: no docker command does that",
    "reset": "several commands in one: tests/engine/words/test_reset.py",
    "second_engine": "asks the course's lab: tests/engine/lab/test_second_host.py",
    "prune": "would remove what others keep on the engine: tests/engine/words/test_prune.py",
    **dict.fromkeys(VIEWS, "views: tests/engine/views"),
    **dict.fromkeys(PRACTICE, "practice: tests/engine/practice"),
}
LISTS = (LISTINGS, KEYS, CHANGES, COVERED, NOT_COVERED)


@pytest.mark.parametrize("word", dk.__all__)
def test_every_word_is_measured_against_docker(word: str) -> None:
    """Each public word is in one of the lists, or is named with the reason why not."""
    assert any(word in words for words in LISTS)


@pytest.mark.parametrize("word", COVERED)
def test_the_named_test_is_there(word: str) -> None:
    """The test that a list names for a word exists."""
    module, name = COVERED[word]
    assert any(found.startswith(name) for found in vars(module))


def test_the_lists_name_real_words() -> None:
    """No list names a word that is not there (any more)."""
    named = set().union(*LISTS)
    assert named <= set(dk.__all__)
