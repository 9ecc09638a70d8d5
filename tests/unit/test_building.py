"""What a builder says: read alike, whichever engine builds. No engine."""

import pytest

from helpers import errors
from helpers.images import builder_stream, dockerfile
from helpers.images.build_progress import BuildProgress
from helpers.images.builder_stream import (
    BuildFailed,
    ContainerMade,
    ImageBuilt,
    StepBegun,
    StepCached,
    StepMade,
    Text,
)


def read(*messages: dict) -> list:
    """Name what messages of a builder say."""
    return list(builder_stream.read_stream(messages))


@pytest.mark.parametrize("words", ["Step 2/3 : RUN x", "STEP 2/3: RUN x", "[1/2] STEP 2/3: RUN x"])
def test_a_step_is_read_from_either_builder(words):
    """Docker and Podman announce a step in different words; the instruction is the same."""
    assert read({"stream": f"{words}\n"}) == [StepBegun(f"{words}\n", "RUN x")]


@pytest.mark.parametrize(
    ("words", "image"), [(" ---> 0123456789ab", "0123456789ab"), ("--> 0123456789a", "0123456789a")]
)
def test_a_step_s_image_is_read_from_either_builder(words, image):
    """Docker tells twelve digits of a step's image, Podman eleven."""
    assert read({"stream": f"{words}\n"}) == [StepMade(f"{words}\n", image)]


@pytest.mark.parametrize("words", [" ---> Using cache\n", f"--> Using cache {'0' * 64}\n"])
def test_a_cached_step_is_read_from_either_builder(words):
    """A step from the cache is told as such, and its image is not taken from that line."""
    assert read({"stream": words}) == [StepCached(words)]


def test_other_messages_are_read():
    """Text is shown, a step's container is known and not shown, an ID and an error have names."""
    messages = [
        {"stream": "hello\n"},
        {"stream": " ---> Running in 0123456789ab\n"},
        {"stream": "Removing intermediate container 0123456789ab\n"},
        {"status": "Pulling fs layer", "id": "f8470a50906d"},
        {"aux": {"ID": "sha256:1"}},
        {"error": "no", "errorDetail": {"message": "no"}},
    ]
    assert read(*messages) == [
        Text("hello\n"),
        ContainerMade("0123456789ab"),
        Text(""),
        ImageBuilt("sha256:1"),
        BuildFailed("no"),
    ]


def progress_of(*texts: str) -> BuildProgress:
    """Follow a build that says these lines."""
    progress = BuildProgress()
    for event in read(*({"stream": f"{text}\n"} for text in texts)):
        progress.add(event)
    return progress


def test_the_images_that_a_build_made_are_known(capsys):
    """Neither the base image nor a step of the cache is the build's own; the last comes first."""
    progress = progress_of(
        "Step 1/4 : FROM debian",
        " ---> 0123456789ab",
        "Step 2/4 : RUN make",
        " ---> Using cache",
        " ---> 1111111111aa",
        "Step 3/4 : RUN more",
        " ---> Running in 2222222222bb",
        "made it",
        " ---> 3333333333cc",
        "Step 4/4 : COPY a b",
        " ---> 4444444444dd",
    )
    assert progress.made_images() == ["4444444444dd", "3333333333cc"]
    assert progress.container == "2222222222bb"
    assert progress.rows()[1:3] == [
        [2, "RUN make", True, "1111111111aa"],
        [3, "RUN more", False, "3333333333cc"],
    ]
    printed = capsys.readouterr().out.splitlines()
    assert "made it" in printed
    assert not [line for line in printed if "Running in" in line]


def test_the_error_of_a_build_names_step_and_exit_code():
    """A step that fails is named with its number and instruction, and why it failed."""
    progress = progress_of("Step 1/2 : FROM debian", "Step 2/2 : RUN exit 4")
    words = "The command '/bin/sh -c exit 4' returned a non-zero code: 4"
    with pytest.raises(errors.BuildError) as caught:
        progress.add(BuildFailed(words))
    error = caught.value
    assert error.code == "build-step-failed"
    assert (error.fields["step"], error.fields["instruction"]) == (2, "RUN exit 4")
    assert str(error.fields["why"]) == "its command gave exit code 4."


@pytest.mark.parametrize(
    ("instruction", "image"),
    [
        ("FROM debian", "debian"),
        ("from --platform=linux/arm64 debian:slim AS made", "debian:slim"),
        ("RUN echo FROM debian", ""),
    ],
)
def test_the_base_image_of_an_instruction(instruction, image):
    """A FROM instruction names a base image, with options or without; no other does."""
    assert dockerfile.base_image(instruction) == image
