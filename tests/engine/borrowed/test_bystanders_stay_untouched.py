"""On a borrowed engine: many random sequences of calls, and each thing of the learner's is byte
for byte as before.

`./course test` plays a few; `./course test --ownership 2000` as many as it is told to.
"""

import contextlib
import io
import os
import re
import tempfile
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

import helpers as dk
from helpers import engine, errors
from tests.support.bystanders import Bystanders
from tests.support.docker_program import docker
from tests.support.engine_kind import use_as_borrowed
from tests.support.snapshots import changes

MARK = f"own{os.getpid()}"
SEQUENCES, SEED = (
    int(os.environ.get("COURSE_OWNERSHIP", "25")),
    int(os.environ.get("COURSE_OWNERSHIP_SEED", "1")),
)
NONE = {"network": "none"}


@pytest.fixture(scope="module")
def borrowed():
    """Let the engine be the learner's; label and registry have names of their own, so that others'
    are out of reach."""
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        registry = use_as_borrowed(patch, MARK, Path(folder, "nothing"))
        patch.chdir(folder)
        Path("Dockerfile").write_text("FROM busybox\nENV A=b\n")
        Path("page.txt").write_text("hello\n")
        yield registry


@pytest.fixture(scope="module")
def yours(borrowed):
    """Put the learner's things on the engine."""
    there = Bystanders(MARK, borrowed)
    there.make()
    yield there
    dk.reset()
    there.remove()


# Names are written so that a failing sequence can be read: `yours:web`, `id of yours:web`. `real`
# finds what they mean.

OURS = [
    f"{MARK}-{name}" for name in ("app", "db", "web")
]  # the last is a name that the learner has too
YOURS = [f"yours:{name}" for name in ("web", "web2", "old", "new", "copy", "heir", "guest")]
SLIPS = [
    "",
    " ",
    "nope",
    "Web",
    "웹",
    "--force",
    "../x",
    f"{MARK}-app/../{MARK}-web",
    "a/b",
    "$(id)",
    ";id",
    "x" * 300,
]
box = st.sampled_from(
    OURS * 4
    + YOURS * 2
    + [f"{way} of {name}" for way in ("id", "id12", "id4") for name in YOURS]
    + SLIPS
)
BOXES = ["ps", "ps all", "ps everything", "ps everything narrowed", "volumes everything"]
boxes = st.one_of(
    box, st.lists(box, max_size=3), st.sampled_from([f"table {name}" for name in BOXES])
)
volume = st.sampled_from([f"{MARK}-app", f"{MARK}-db", "volume web", "volume data", *SLIPS])
volumes = st.one_of(
    volume,
    st.lists(volume, max_size=2),
    st.sampled_from(["table volumes", "table volumes everything"]),
)
network = st.sampled_from(
    [f"{MARK}-app", "network web", "network net", "id of network net", "bridge", "none", *SLIPS]
)
networks = st.one_of(network, st.sampled_from(["table networks", "table networks everything"]))
NAMES = ["own", "inside", "commit", "heir", "nameless", "alias", "busy"]
IMAGES = [
    "busybox",
    "busybox:arm64",
    f"{MARK}-app",
    f"{MARK}-app:2",
    f"{MARK}-base",
    f"{MARK}-inside:1",
]
IMAGES += [f"image {name}" for name in NAMES] + [
    f"{way} of image {name}" for way in ("id", "id12") for name in NAMES
]
image = st.sampled_from(IMAGES + [f"hub image {name}" for name in NAMES] + SLIPS)
images = st.one_of(image, st.lists(image, max_size=2), st.sampled_from([f"table images{more}" for more in (
    "", " everything", " everything narrowed", " all")]))  # fmt: skip
label = st.sampled_from([{"a": "b"}, "course.docker=0", ["course.docker=1", "c"]])
truth = st.booleans()
mine = st.sampled_from(OURS)
FILTERS = [
    None,
    {"label": "a=b"},
    {"label!": "a"},
    {"until": "0s"},
    {"name": MARK},
    {"status": "exited"},
]
FILTERS += [
    {"dangling": True},
    {"nope": 1},
    {"label": ["course.docker=1", "a"]},
    {"volume": "data"},
]
FILTERS += [{"label": "course.docker=other"}, {"label": "course.docker=1"}]
filters = st.sampled_from(FILTERS)


def call(word, *arguments, **given):
    """Describe calls of one word: `(word, arguments, options)`; an option of one value only is
    always given."""
    always = {key: value for key, value in given.items() if isinstance(value, type(st.just(1)))}
    given = {key: value for key, value in given.items() if key not in always}
    return st.tuples(
        st.just(word), st.tuples(*arguments), st.fixed_dictionaries(always, optional=given)
    )


made = {
    "name": st.one_of(mine, box), "volume": volume.map(lambda name: f"{name}:/x"),
    "mount": volume.map(lambda name: f"type=volume,source={name},target=/y"), "network": network, "label": label,
    "pid": box.map(lambda name: f"container:{name}"), "ipc": box.map(lambda name: f"container:{name}"),
    "platform": st.sampled_from(["linux/arm64", "linux/amd64"]),
}  # fmt: skip
BETWEEN = [(f"{one}:/own", ".") for one in YOURS] + [
    ("page.txt", f"{one}:/own") for one in YOURS + OURS
]
BETWEEN += [
    ("id of yours:web:/data", "out"),
    ("page.txt", "id of yours:new:/data/precious"),
    ("a", "b"),
]
WORDS = [
    call("create", image, **made), call("create", st.just("busybox"), name=mine), call("create", image, name=mine),
    call("create", st.just("busybox"), name=mine, **{key: made[key] for key in ("volume", "network")}),
    call("create", st.just("busybox"), network=box.map(lambda name: f"container:{name}")),
    call("run", image, st.just("true"), rm=truth, **made),
    call("run", st.just("busybox"), st.just("sleep 1000"), detach=st.just(True), name=mine, network=st.just("none")),
    call("start", boxes), call("stop", boxes, time=st.just(0)), call("restart", boxes, time=st.just(0)),
    call("kill", boxes, signal=st.sampled_from(["KILL", "TERM", "NOPE"])), call("pause", boxes), call("unpause", boxes),
    call("rm", boxes, force=truth, volumes=truth), call("rm", boxes, force=st.just(True)), call("rename", box, box),
    call("wait", st.sampled_from(["yours:old", "yours:new", "nope"])),
    call("exec", box, st.sampled_from(["true", ["sh", "-c", "echo x > /own/x"]]), user=st.just("0")),
    st.tuples(st.just("cp"), st.sampled_from(BETWEEN), st.just({})),
    call("logs", st.sampled_from(YOURS + SLIPS), tail=st.just(1)), call("diff", box), call("top", box),
    call("port", box),
    call("stats", st.sampled_from(["yours:old", "nope"])), call("inspect", st.one_of(box, image)),
    call("ps", all=truth, filters=filters, everything=truth, latest=truth, size=truth),
    call("volume_create", volume, label=label), call("volume_rm", volumes, force=truth),
    call("volumes", filters=filters),
    call("volume_inspect", volume), call("network_create", network, internal=st.just(True), label=label),
    call("network_connect", network, box, alias=st.just("a")), call("network_disconnect", network, box, force=truth),
    call("network_rm", networks), call("networks", filters=filters), call("network_inspect", network),
    call("images", image, all=truth, everything=truth), call("images", filters=filters), call("history", image),
    call("layers", image), call("tag", image, image), call("tag", st.just("busybox"), image),
    call("rmi", images, force=truth),
    call("rmi", images, no_prune=truth), call("pull", image, platform=made["platform"]),
    call("pull", st.just("busybox")), call("pull", st.just("busybox:arm64")),
    call("push", image.filter(lambda name: not name.startswith(MARK))), call("save", image, st.just("image.tar")),
    call("build", tag=image, label=label, no_cache=truth, pull=truth), call("build", tag=st.just(f"{MARK}-app")),
    call("build", st.just("FROM "), image, tag=st.just(f"{MARK}-app"), pull=truth),
    call("build", st.just("FROM busybox\nCOPY --from="), image, tag=st.just(f"{MARK}-app"), pull=truth),
    call("prune", all=truth, volumes=truth, filters=filters), call("prune", all=st.just(True), volumes=st.just(True)),
    call("reset", images=truth), call("events", since=st.just("1s")), call("search", image), call("manifest", image),
    call("df"), call("info"), call("version"), call("doctor"),
]  # fmt: skip
BEGINNINGS = [
    call("create", st.just("busybox"), name=mine), call("create", st.just("busybox"), name=mine, volume=made["volume"]),
    call("run", st.just("busybox"), st.just("sleep 1000"), detach=st.just(True), name=mine, network=st.just("none")),
    call("pull", st.just("busybox")), call("volume_create", st.just(f"{MARK}-app")),
    call("build", tag=st.just(f"{MARK}-app")), call("network_create", st.just(f"{MARK}-app"), internal=st.just(True)),
]  # fmt: skip
NOT_PLAYED = {
    "client": "the SDK itself, not guarded: SECURITY.md says so",
    **dict.fromkeys(
        ["compare", "exercise", "hand_in", "predict", "progress"],
        "looks at the engine, changes nothing",
    ),
    "load": "takes no name outside the course's registry; tests/engine/borrowed/test_each_word_refuses.py looks at it",
    "second_engine": "starts nothing beside a borrowed engine; tests/engine/lab/test_second_host.py looks at it",
    "incident": "makes and takes away its own; tests/engine/practice/test_incidents.py looks at what is left",
    **dict.fromkeys(
        ["board", "filter_builder", "layer_explorer", "port_lab", "restart_timeline"],
        "calls the words played here",
    ),
}


class Play:
    """Plays calls, and counts how they ended."""

    def __init__(self, yours: Bystanders):
        """Find out once what the names mean."""
        self.yours, self.ends, self.begun = yours, Counter(), time.monotonic()
        self.learn()

    def learn(self) -> None:
        """Find out what the learner's names and IDs are, and how all is before."""
        there, api = self.yours, engine.client().api
        self.names = {f"yours:{name}": real for name, real in there.containers.items()}
        self.names |= {f"volume {name}": real for name, real in there.volumes.items()}
        self.names |= {f"network {name}": real for name, real in there.networks.items()}
        found = {**there.own_images, **there.shared_images}
        self.names |= {f"image {name}": real for name, real in found.items()}
        self.names |= {
            f"hub image {name}": f"docker.io/library/{real}" for name, real in found.items()
        }
        ids = {name: api.inspect_container(self.names[name])["Id"] for name in YOURS}
        ids |= {f"image {name}": api.inspect_image(real)["Id"] for name, real in found.items()}
        ids["network net"] = api.inspect_network(there.networks["net"])["Id"]
        self.names |= {f"id of {name}": real for name, real in ids.items()}
        self.names |= {
            f"id12 of {name}": real.removeprefix("sha256:")[:12] for name, real in ids.items()
        }
        self.names |= {
            f"id4 of {name}": real.removeprefix("sha256:")[:4] for name, real in ids.items()
        }
        self.before = there.snapshot()

    def real(self, value):
        """Put what a name means in its place, also within `NAME:/path` and in lists."""
        if isinstance(value, list | tuple):
            return [self.real(one) for one in value]
        if not isinstance(value, str):
            return value
        if value.startswith("table "):
            return self.table(*value.split()[1:])
        for name in sorted(self.names, key=len, reverse=True):
            if name in value and value != name and value.removeprefix("container:") != value:
                return "container:" + self.real(value.removeprefix("container:"))
            if value == name or value.startswith(f"{name}:/") or f"source={name}," in value:
                return value.replace(name, self.names[name], 1)
        return value

    def table(self, word: str, *how: str):
        """Ask for the table that a call is given."""
        given = {key: True for key in ("all", "everything") if key in how}
        found = getattr(dk, word)(
            **given | ({"all": True} if word == "ps" and "everything" in how else {})
        )
        return found[found.index % 2 == 0] if "narrowed" in how else found

    def __call__(self, word: str, arguments: tuple, given: dict) -> None:
        """Make one call; any error of the course's own may come, and no other."""
        try:
            given, arguments = (
                {key: self.real(value) for key, value in given.items()},
                self.real(arguments),
            )
            if word == "build":
                recipe = "".join(arguments) + (" / /x" if "COPY" in "".join(arguments) else "")
                Path("Dockerfile").write_text(f"{recipe or 'FROM busybox'}\nENV A=b\n")
                arguments = []
            getattr(dk, word)(*arguments, **given)
            self.ends["done"] += 1
        except (errors.CourseError, TypeError) as error:
            self.ends[type(error).__name__] += 1

    def sequence(self, calls: list) -> None:
        """Play one sequence, then look at the learner's things; then the course's go, and they are
        looked at again."""
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            for one in calls:
                self(*one)
            after = self.yours.snapshot()
            dk.reset()
        self.ends["sequences"] += 1
        if self.ends["sequences"] % 100 == 0:
            print(f"{dict(self.ends)} in {time.monotonic() - self.begun:.0f} s", flush=True)
        found = changes(self.before, after) or [
            f"{one} (by reset)" for one in changes(self.before, self.yours.snapshot())
        ]
        # the next sequence, be it a shorter one that shows the same, begins with all as it should
        # be
        if found:
            self.yours.remove()
            self.yours.make()
            self.learn()
        assert not found, "; ".join(found)


def test_whatever_is_called_what_is_yours_stays_as_it_was(yours):
    """After any sequence of calls, of all words on all kinds of names, no thing of the learner's
    has changed."""
    play = Play(yours)
    checks = list(HealthCheck)

    @seed(SEED)
    @settings(max_examples=SEQUENCES, deadline=None, database=None, suppress_health_check=checks)
    @given(
        st.lists(st.one_of(BEGINNINGS), max_size=2),
        st.lists(st.one_of(WORDS), min_size=1, max_size=8),
    )
    def sequences(beginning, calls):
        play.sequence(beginning + calls)

    sequences()
    print(dict(play.ends))
    assert play.ends["sequences"] >= SEQUENCES
    assert play.ends["done"] > SEQUENCES
    assert play.ends["Refused"] > SEQUENCES / 2


def test_every_word_is_played():
    """Each word of helpers is among the calls, or it is said why not."""
    played = {one.wrapped_strategy.element_strategies[0].value for one in WORDS}
    assert played | set(NOT_PLAYED) == set(dk.__all__)


CHANGES = [
    "stop -t0 WEB", "start WEB", "unpause WEB2", "start NEW", "rename OLD OLDER", "rename OLDER OLD", "rm OLD",
    "exec WEB touch /own/new", "exec WEB chmod 777 /own", "exec WEB touch /data/new",
    "network disconnect NET WEB", "network connect NET WEB", "rmi ALIAS:1", "tag OWN:1 BUSY:1",
    "tag OWN:1 MORE:1", "rmi COMMIT:1 -f", "volume rm WEB", "network rm WEB",
]  # fmt: skip


def test_a_change_would_be_noticed(yours):
    """Each kind of change, made by hand, is noticed: the test above can fail. (The last here: it
    breaks them.)"""
    before, unnoticed = yours.snapshot(), []
    for change in CHANGES:
        docker(
            *re.sub(
                r"\b[A-Z][A-Z0-9]{2,}\b", lambda name: f"{MARK}-{name[0].lower()}", change
            ).split()
        )
        after = yours.snapshot()
        unnoticed += [] if changes(before, after) else [change]
        before = after
    assert not unnoticed
