"""The rules by which strict replay forgives: few, loaded, each needed, none that forgives more."""

import re
from typing import NamedTuple

import nbformat
import pytest
from nbval.plugin import get_sanitize_patterns

from lab.maintain import replay

TEXT = replay.SANITIZE.read_text()
RULES = list(get_sanitize_patterns(TEXT))


class Example(NamedTuple):
    """Two outputs that a rule makes equal, and two that no rule may."""

    equal: tuple[str, str]
    different: tuple[str, str]


EXAMPLES = {  # in the order of the rules
    "ids": Example(("bc2cf04ab4e5", "4916f7e18c67"), ("bc2cf04ab4", "4916f7e18c")),
    "digests": Example(
        ("sha256:" + "ab" * 32, "sha256:" + "cd" * 32),
        ("sha512:" + "ab" * 20, "sha512:" + "cd" * 20),
    ),
    "ages": Example(("Up 2 seconds", "Up About a minute"), ("Up 2 seconds", "Up 2 hours")),
    "sizes": Example(("81.5MB (100%)", "82MB (100%)"), ("81.5MB", "0B")),
    "the registry's port": Example(
        ("docker search 127.0.0.1:5055/nginx", "docker search 127.0.0.1:5061/nginx"),
        ("127.0.0.1:8080", "127.0.0.1:8081"),
    ),
    "addresses": Example(("172.17.0.2", "172.18.0.5"), ("127.0.0.1", "127.0.0.2")),
    "namespaces": Example(
        ("pid:[4026532805]", "pid:[4026532811]"), ("pid:[4026532805]", "net:[4026532805]")
    ),
    "blanks": Example(("one   two", "one two"), ("one two", "onetwo")),
}
NUMBERED = list(enumerate(EXAMPLES.values()))


def sanitised(text: str, rules: list[tuple[str, str]]) -> str:
    """Return the text as replay compares it."""
    for pattern, replacement in rules:
        text = re.sub(pattern, replacement, text)
    return text


def test_every_rule_is_loaded() -> None:
    """nbval drops a malformed rule without a word: as many are loaded as are written."""
    assert len(RULES) == TEXT.count("regex: ") == len(EXAMPLES)


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
def test_the_rules_forgive_what_they_should_and_no_more(example: Example) -> None:
    """With all rules, outputs that may differ are equal, and those that may not are different."""
    first, second = (sanitised(text, RULES) for text in example.equal)
    assert first == second
    first, second = (sanitised(text, RULES) for text in example.different)
    assert first != second


@pytest.mark.parametrize(("number", "example"), NUMBERED, ids=EXAMPLES)
def test_without_a_rule_its_example_fails(number: int, example: Example) -> None:
    """All other rules together do not make the example's outputs equal."""
    others = RULES[:number] + RULES[number + 1 :]
    first, second = (sanitised(text, others) for text in example.equal)
    assert first != second


@pytest.fixture(scope="module")
def recorded() -> list[str]:
    """Read all texts that the lessons' outputs have."""
    found = []
    for path in replay.lessons([]):
        for cell in nbformat.read(path, 4).cells:
            for output in cell.get("outputs", []):
                found.append(str(output.get("text", "")))
                found += [str(text) for text in output.get("data", {}).values()]
    return found


@pytest.mark.parametrize("rule", RULES, ids=EXAMPLES)
def test_each_rule_is_needed_by_a_lesson(rule: tuple[str, str], recorded: list[str]) -> None:
    """Some lesson has an output that the rule changes."""
    pattern, _ = rule
    assert any(re.search(pattern, text) for text in recorded)
