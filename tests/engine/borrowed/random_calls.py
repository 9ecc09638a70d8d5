"""Calls of all words on all kinds of names, to be drawn at random."""

from typing import Any, NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.engine.borrowed.random_names import (
    MARK,
    OURS,
    SLIPS,
    YOURS,
    Draw,
    container,
    containers,
    image,
    image_to_push,
    images,
    network,
    networks,
    one_of,
    volume,
    volumes,
)


class Call(NamedTuple):
    """One call: the word, what it is given, and its options."""

    word: str
    arguments: tuple[Any, ...]
    options: dict[str, Any]


class Played(NamedTuple):
    """A word, and how its calls are drawn."""

    word: str
    calls: SearchStrategy[Call]


def call(word: str, *arguments: Draw, **options: Draw) -> Played:
    """Describe calls of a word; an option of one value only is always given, others sometimes."""
    always = {name: draw for name, draw in options.items() if _has_one_value(draw)}
    sometimes = {name: draw for name, draw in options.items() if name not in always}
    drawn = st.fixed_dictionaries(always, optional=sometimes)
    return Played(word, st.builds(Call, st.just(word), st.tuples(*arguments), drawn))


def _has_one_value(draw: Draw) -> bool:
    return isinstance(draw, type(st.just(1)))


just = st.just
truth = st.booleans()

mine = one_of(*OURS)
label = st.sampled_from([{"a": "b"}, "course.docker=0", ["course.docker=1", "c"]])
filters = st.sampled_from(
    [
        None,
        {"label": "a=b"},
        {"label!": "a"},
        {"until": "0s"},
        {"name": MARK},
        {"status": "exited"},
        {"dangling": True},
        {"nope": 1},
        {"label": ["course.docker=1", "a"]},
        {"volume": "data"},
        {"label": "course.docker=other"},
        {"label": "course.docker=1"},
    ]
)
platform = st.sampled_from(["linux/arm64", "linux/amd64"])
on_a_volume = volume.map(lambda name: f"{name}:/x")
beside = container.map(lambda name: f"container:{name}")
new_container: dict[str, Draw] = {
    "name": st.one_of(mine, container),
    "volume": on_a_volume,
    "mount": volume.map(lambda name: f"type=volume,source={name},target=/y"),
    "network": network,
    "label": label,
    "pid": beside,
    "ipc": beside,
    "platform": platform,
}
sleeping: dict[str, Draw] = {"detach": just(True), "name": mine, "network": just("none")}
busybox = just("busybox")
copy_from = just("FROM busybox\nCOPY --from=")
TO_COPY = [
    *((f"{name}:/own", ".") for name in YOURS),
    *(("page.txt", f"{name}:/own") for name in YOURS + OURS),
    ("id of yours:web:/data", "out"),
    ("page.txt", "id of yours:new:/data/precious"),
    ("a", "b"),
]
to_copy = st.sampled_from(TO_COPY)
copies = Played("cp", to_copy.map(lambda pair: Call("cp", pair, {})))
commands = st.sampled_from(["true", ["sh", "-c", "echo x > /own/x"]])
ended_of_yours = one_of("yours:old", "yours:new", "nope")  # waiting for another takes for ever

OF_CONTAINERS = [
    call("create", image, **new_container),
    call("create", busybox, name=mine),
    call("create", image, name=mine),
    call("create", busybox, name=mine, volume=on_a_volume, network=network),
    call("create", busybox, network=beside),
    call("run", image, just("true"), rm=truth, **new_container),
    call("run", busybox, just("sleep 1000"), **sleeping),
    call("start", containers),
    call("stop", containers, time=just(0)),
    call("restart", containers, time=just(0)),
    call("kill", containers, signal=one_of("KILL", "TERM", "NOPE")),
    call("pause", containers),
    call("unpause", containers),
    call("rm", containers, force=truth, volumes=truth),
    call("rm", containers, force=just(True)),
    call("rename", container, container),
    call("wait", ended_of_yours),
    call("exec", container, commands, user=just("0")),
    copies,
    call("logs", one_of(*YOURS, *SLIPS), tail=just(1)),
    call("diff", container),
    call("top", container),
    call("port", container),
    call("stats", one_of("yours:old", "nope")),
    call("inspect", st.one_of(container, image)),
    call("ps", all=truth, filters=filters, everything=truth, latest=truth, size=truth),
]
OF_VOLUMES_AND_NETWORKS = [
    call("volume_create", volume, label=label),
    call("volume_rm", volumes, force=truth),
    call("volumes", filters=filters),
    call("volume_inspect", volume),
    call("network_create", network, internal=just(True), label=label),
    call("network_connect", network, container, alias=just("a")),
    call("network_disconnect", network, container, force=truth),
    call("network_rm", networks),
    call("networks", filters=filters),
    call("network_inspect", network),
]
OF_IMAGES = [
    call("images", image, all=truth, everything=truth),
    call("images", filters=filters),
    call("history", image),
    call("layers", image),
    call("tag", image, image),
    call("tag", busybox, image),
    call("rmi", images, force=truth),
    call("rmi", images, no_prune=truth),
    call("pull", image, platform=platform),
    call("pull", busybox),
    call("pull", just("busybox:arm64")),
    call("push", image_to_push),
    call("save", image, just("image.tar")),
    call("build", tag=image, label=label, no_cache=truth, pull=truth),
    call("build", tag=just(f"{MARK}-app")),
    call("build", just("FROM "), image, tag=just(f"{MARK}-app"), pull=truth),
    call("build", copy_from, image, tag=just(f"{MARK}-app"), pull=truth),
    call("search", image),
    call("manifest", image),
]
OF_THE_ENGINE = [
    call("prune", all=truth, volumes=truth, filters=filters),
    call("prune", all=just(True), volumes=just(True)),
    call("reset", images=truth),
    call("events", since=just("1s")),
    call("df"),
    call("info"),
    call("version"),
    call("doctor"),
]
CALLS = [*OF_CONTAINERS, *OF_VOLUMES_AND_NETWORKS, *OF_IMAGES, *OF_THE_ENGINE]
BEGINNINGS = [  # they make what the calls then find
    call("create", busybox, name=mine),
    call("create", busybox, name=mine, volume=on_a_volume),
    call("run", busybox, just("sleep 1000"), **sleeping),
    call("pull", busybox),
    call("volume_create", just(f"{MARK}-app")),
    call("build", tag=just(f"{MARK}-app")),
    call("network_create", just(f"{MARK}-app"), internal=just(True)),
]
VIEWS = ("board", "filter_builder", "layer_explorer", "port_lab", "restart_timeline")
PRACTICE = ("compare", "exercise", "hand_in", "predict", "progress")
NOT_PLAYED = {
    "client": "the SDK itself, not guarded: SECURITY.md says so",
    **dict.fromkeys(PRACTICE, "looks at the engine, changes nothing"),
    "load": "takes no name outside the course's registry: test_each_word_refuses.py",
    "second_engine": "starts nothing on a borrowed engine: tests/engine/lab/test_second_host.py",
    "incident": "makes and removes its own: tests/engine/practice/test_incidents_leave_nothing.py",
    **dict.fromkeys(VIEWS, "calls the words played here"),
}


def sequences() -> tuple[SearchStrategy[list[Call]], SearchStrategy[list[Call]]]:
    """Draw how a sequence begins, and how it goes on."""
    beginning = st.lists(_any_of(BEGINNINGS), max_size=2)
    return beginning, st.lists(_any_of(CALLS), min_size=1, max_size=8)


def _any_of(played: list[Played]) -> SearchStrategy[Call]:
    return st.one_of([each.calls for each in played])
