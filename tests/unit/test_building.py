"""What a builder says: read alike, whichever engine builds. No engine."""

import pytest

from helpers import errors
from helpers._ownership.build_steps import ClaimedStep, is_made_by
from helpers.images import builder_stream, dockerfile
from helpers.images.build_progress import CLAIM_LIMIT, BuildProgress
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


def progress_of(recipe: str, *texts: str) -> BuildProgress:
    """Follow a build of this Dockerfile that says these lines."""
    progress = BuildProgress()
    progress.expect(recipe, {"course": "1"})
    for event in read(*({"stream": f"{text}\n"} for text in texts)):
        progress.add(event)
    return progress


RECIPE = "FROM debian\nRUN make\nRUN more\nCOPY a b\n"


def test_what_a_step_printed_is_kept_with_it(capsys):
    """Of each step it is known which IDs were printed, and whether it was told as cached."""
    progress = progress_of(
        RECIPE,
        "Step 1/5 : FROM debian",
        " ---> 0123456789ab",
        "Step 2/5 : RUN make",
        " ---> Using cache",
        " ---> 1111111111aa",
        "Step 3/5 : RUN more",
        " ---> Running in 2222222222bb",
        "made it",
        " ---> 3333333333cc",
        "Step 4/5 : COPY a b",
        " ---> 4444444444dd",
        "Step 5/5 : LABEL course=1",
    )
    assert progress.claimed_steps() == [
        ClaimedStep("FROM debian", ("0123456789ab",)),
        ClaimedStep("RUN make", ("1111111111aa",), is_cached=True),
        ClaimedStep("RUN more", ("3333333333cc",), ("2222222222bb",)),
        ClaimedStep("COPY a b", ("4444444444dd",)),
        ClaimedStep("LABEL course=1"),
    ]
    printed = capsys.readouterr().out.splitlines()
    assert "made it" in printed
    assert not [line for line in printed if "Running in" in line]


@pytest.mark.parametrize(
    "printed",
    [
        "Step 9/9 : PWN",
        "Step 4/5 : COPY a b",
        "Step 2/5 : RUN make",
        "Step 5/5 : LABEL course=1",
        "STEP 1/1: FROM debian",
    ],
)
def test_a_printed_step_that_is_not_the_next_is_text(printed, capsys):
    """Only the instruction that the Dockerfile has next begins a step."""
    progress = progress_of(RECIPE, "Step 1/5 : FROM debian", "Step 2/5 : RUN make", printed)
    assert [step.instruction for step in progress.steps] == ["FROM debian", "RUN make"]
    assert printed in capsys.readouterr().out


def test_podman_announces_less():
    """Podman passes over ARG before FROM, over stages, fills in variables and quotes labels."""
    progress = progress_of(
        "ARG base=debian\nFROM debian AS unused\nRUN make\nFROM $base\nRUN more\n",
        "STEP 1/3: FROM debian",
        "STEP 2/3: RUN more",
        'STEP 3/3: LABEL "course"="1"',
    )
    steps = [step.instruction for step in progress.steps]
    assert steps == ["FROM debian", "RUN more", 'LABEL "course"="1"']


def test_of_too_many_printed_ids_the_last_are_kept():
    """A command may print IDs without end; the builder's own comes after them."""
    claims = [f" ---> {number:012x}" for number in range(CLAIM_LIMIT + 5)]
    progress = progress_of(RECIPE, "Step 1/5 : FROM debian", *claims)
    assert len(progress.steps[0].claimed_images) == CLAIM_LIMIT
    assert progress.steps[0].claimed_images[-1] == f"{CLAIM_LIMIT + 4:012x}"


def failure_of(progress: BuildProgress, message: dict) -> errors.BuildError:
    """Let a build fail; return the error."""
    (event,) = read(message)
    with pytest.raises(errors.BuildError) as caught:
        progress.add(event)
    return caught.value


def test_the_error_of_a_build_names_step_and_exit_code():
    """A step that fails is named with its number and instruction, and why it failed."""
    progress = progress_of(
        "FROM debian\nRUN exit 4\n", "Step 1/2 : FROM debian", "Step 2/2 : RUN exit 4"
    )
    words = "The command '/bin/sh -c exit 4' returned a non-zero code: 4"
    error = failure_of(progress, {"error": words, "errorDetail": {"code": 4, "message": words}})
    assert error.code == "build-step-failed"
    assert (error.fields["step"], error.fields["instruction"]) == (2, "RUN exit 4")
    assert str(error.fields["why"]) == "its command gave exit code 4."


def test_a_step_that_was_announced_too_early_is_not_the_one_that_failed():
    """The command in the engine's error tells which step failed, whatever was printed before."""
    progress = progress_of(
        "FROM debian\nRUN  exit 4\nRUN true\n",
        "Step 1/3 : FROM debian",
        "Step 2/3 : RUN  exit 4",
        "Step 3/3 : RUN true",
    )
    words = 'building at STEP "RUN  exit 4": while running runtime: exit status 4'
    error = failure_of(progress, {"error": words})
    assert (error.fields["step"], error.fields["instruction"]) == (2, "RUN  exit 4")
    assert str(error.fields["why"]) == "its command gave exit code 4."


@pytest.mark.parametrize(
    ("recipe", "instructions"),
    [
        ("FROM a\n\n# no\n  RUN  b \n", ["FROM a", "RUN b"]),
        ("ENV A=b \\\n  # inner\n\n  C=d\nCMD x", ["ENV A=b C=d", "CMD x"]),
        ("RUN a \\  \n && b", ["RUN a && b"]),
        ("# escape=`\nRUN a `\n b\nRUN c \\\nRUN d", ["RUN a b", "RUN c \\", "RUN d"]),
        ("# syntax=x\n# escape=`\nRUN a `\n b", ["RUN a b"]),
        ("RUN a\n# escape=`\nRUN b `\nRUN c", ["RUN a", "RUN b `", "RUN c"]),
        ("RUN <<END\na\nEND\nCMD b", ["RUN <<END", "CMD b"]),
        ("CMD a \\", ["CMD a"]),
        ("", []),
    ],
)
def test_the_instructions_of_a_dockerfile(recipe, instructions):
    """Continued lines are one instruction; comments and empty lines are none."""
    assert dockerfile.instructions(recipe) == instructions


@pytest.mark.parametrize(
    ("instruction", "made_by"),
    [
        ("RUN sleep 1 &&    true", "/bin/ash -c sleep 1 &&    true"),
        ("RUN echo $X", "|1 X=1 /bin/sh -c echo $X"),
        ('RUN ["sleep", "1"]', "sleep 1"),
        ("COPY a /b", "/bin/sh -c #(nop) COPY file:de3d in /b "),
        ("label a=b", "/bin/sh -c #(nop)  LABEL a=b"),
    ],
)
def test_a_history_tells_the_instruction(instruction, made_by):
    """An image's history says by which instruction it was made."""
    assert is_made_by(instruction, made_by)


@pytest.mark.parametrize(
    ("instruction", "made_by"),
    [
        ("RUN sleep 1", "/bin/sh -c sleep 11"),
        ("RUN sleep 1", "/bin/sh -c #(nop)  CMD sleep 1"),
        ("RUN true", "/bin/sh -c sleep 1"),
        ("COPY a /b", "/bin/sh -c echo COPY"),
        ("COPY a /b", ""),
        ("RUN true", ""),
    ],
)
def test_a_history_of_something_else_is_not_taken(instruction, made_by):
    """Another command, or another kind of instruction, did not make it."""
    assert not is_made_by(instruction, made_by)


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
