"""The pure half of a call: its command line, image references, what engines say, paths into an object. No engine."""

import shlex

import pandas as pd
import pytest

from helpers import _command_line, _times, errors
from helpers._tree import go_template, leaves, resolve_path, select
from helpers.containers import configuration
from helpers.errors.engine_words import translate


@pytest.mark.parametrize(
    ("given", "options", "printed"),
    [
        (["ps"], {}, "docker ps"),
        (
            ["ps"],
            {"all": True, "filter": ["status=exited"]},
            "docker ps --all --filter status=exited",
        ),
        (["ps"], {"all": False, "last": None, "filter": []}, "docker ps"),
        (["ps"], {"last": 2, "no_trunc": True}, "docker ps --last 2 --no-trunc"),
        (["stop", "web"], {"time": 0}, "docker stop --time 0 web"),
        (["volume create", None], {}, "docker volume create"),
        (
            ["run", "nginx", "sh", "-c", "echo a; exit 1"],
            {"detach": True},
            "docker run --detach nginx sh -c 'echo a; exit 1'",
        ),
        (
            ["run", "x"],
            {"publish": ["1:2", "3:4"], "name": "a b"},
            "docker run --publish 1:2 --publish 3:4 --name 'a b' x",
        ),
        (["inspect", "x"], {"format": "{{.Id}}"}, "docker inspect --format '{{.Id}}' x"),
        (
            ["rm", _command_line.Unquoted("$(docker ps --quiet)")],
            {},
            "docker rm $(docker ps --quiet)",
        ),
    ],
)
def test_a_command_line_can_be_pasted(given, options, printed):
    """A call's arguments become docker's long options in order, quoted so that a shell reads them back."""
    assert _command_line.line(*given, **options) == printed
    if "$" not in printed:
        assert shlex.split(printed)[1:2] == given[0].split()[:1]


def test_filters_reach_the_engine_as_lists_of_text():
    """Numbers, truth values and lists in a filter become what the API reads, and what the command line shows."""
    given = {"exited": 0, "dangling": True, "label": ["a", "b=1"]}
    assert _command_line.normalize_filters(given) == {
        "exited": ["0"],
        "dangling": ["true"],
        "label": ["a", "b=1"],
    }
    assert _command_line.key_values(_command_line.normalize_filters(given)) == [
        "exited=0",
        "dangling=true",
        "label=a",
        "label=b=1",
    ]


def listing(**attrs) -> pd.DataFrame:
    """Make a table such as a listing gives."""
    frame = pd.DataFrame({"CONTAINER ID": ["1", "2"], "NAMES": ["a", "b"]})
    frame.attrs = {"quiet": "docker ps --quiet", "rows": 2, **attrs}
    return frame


def test_a_whole_table_is_command_substitution():
    """A table as its command gave it - sorted or not - is printed as `$(docker ps --quiet)`."""
    for frame in (listing(), listing().sort_values("NAMES", ascending=False)):
        names, printed = _command_line.targets(frame, "NAMES", "CONTAINER ID")
        assert sorted(names) == ["a", "b"]
        assert _command_line.line("rm", *printed) == "docker rm $(docker ps --quiet)"


@pytest.mark.parametrize(
    "narrow",
    [
        lambda f: f[f["NAMES"] == "b"],
        lambda f: f.tail(1),
        lambda f: f[["CONTAINER ID", "NAMES"]][1:],
    ],
)
def test_a_narrowed_table_is_its_names(narrow):
    """A table that lost rows is printed name by name: the command would give more."""
    assert _command_line.targets(narrow(listing()), "NAMES", "CONTAINER ID") == (["b"], ["b"])


def test_a_table_that_names_nothing_is_refused():
    """A table without the column that names an object is no list of objects."""
    with pytest.raises(TypeError, match="NAMES"):
        _command_line.targets(pd.DataFrame({"SIZE": [1]}), "NAMES")


SAYINGS = [  # what Engine 20.10 says, what newer engines say, the class, words of the one message
    ("No such container: web", "No such container: web", errors.NotFound, "no container web"),
    ("You cannot remove a running container 1a2b. Stop the container before attempting removal or force remove",
     'cannot remove container "/web": container is running: stop the container before removing or force remove',
     errors.Conflict, "is running and was not removed"),
    ('Conflict. The container name "/web" is already in use by container "1a2b". You have to remove (or rename) that',
     'Conflict. The container name "/web" is already in use by container "9f". You have to remove (or rename) that',
     errors.Conflict, "The name web is in use"),
    ("driver failed programming external connectivity on endpoint web (1a): Bind for 0.0.0.0:8080 failed: port is already "
     "allocated",
     "failed to set up container networking: driver failed programming external connectivity on endpoint web (1a): Bind "
     "for 0.0.0.0:8080 failed: port is already allocated", errors.Conflict, "Port 8080 of the host"),
    ("driver failed programming external connectivity on endpoint web (1a): Error starting userland proxy: listen tcp4 "
     "0.0.0.0:8080: bind: address already in use",
     "failed to set up container networking: driver failed programming external connectivity on endpoint web (1a): failed "
     "to bind host port 0.0.0.0:8080/tcp: address already in use", errors.Conflict, "Port 8080 of the host"),
    ("driver failed programming external connectivity on endpoint web (1a): Error starting userland proxy: listen tcp4 "
     "127.0.0.1:8080: bind: address already in use",
     "failed to bind host port for 127.0.0.1:8080:172.17.0.2:80/tcp: address already in use", errors.Conflict, "Port 8080"),
    ("invalid restart policy 'on'",
     "invalid restart policy: unknown policy 'on'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'",
     errors.CourseError, "There is no restart policy 'on'"),
    ("Invalid filter 'foo'", "invalid filter 'foo'", errors.CourseError, "There is no filter 'foo'"),
    ("Unrecognised filter value for status: foo", "invalid filter 'status=foo'", errors.CourseError,
     "The filter status knows no value 'foo'"),
    ("No such image: web:1", "No such image: web:1", errors.NotFound, "There is no image web on"),
    ("get web: no such volume", "get web: no such volume", errors.NotFound, "There is no volume web"),
    ("remove web: volume is in use - [1a2b]", "remove web: volume is in use - [9f]", errors.Conflict, "is in use"),
    ("network web not found", "network web not found", errors.NotFound, "There is no network web"),
    ("network with name web already exists", "network with name web already exists", errors.Conflict, "a network web"),
    ("error while removing network: network web id 1a has active endpoints",
     'error while removing network: network web has active endpoints (name:"x" id:"9f")', errors.Conflict, "has containers"),
    ("Container 1a2b is not running", "container 9f is not running", errors.Conflict, "is not running"),
    ("Container 1a2b is paused, unpause the container before exec", "Container 9f is paused, unpause the container before exec",
     errors.Conflict, "is paused"),
    ("Container 1a2b is already paused", "container 9f is already paused", errors.Conflict, "is paused already"),
    ('conflict: unable to remove repository reference "web" (must force) - container 1a is using its referenced image 2b',
     'conflict: unable to remove repository reference "web" (must force) - container 9f is using its referenced image 8e',
     errors.Conflict, "in use by a container"),
    ("conflict: unable to delete 1a (must be forced) - image is referenced in multiple repositories",
     "conflict: unable to delete 9f (must be forced) - image is referenced in multiple repositories", errors.Conflict,
     "several names"),
    ("manifest for web:9 not found: manifest unknown: manifest unknown", 'failed to resolve reference "docker.io/library/web:9": '
     "docker.io/library/web:9: not found: manifest unknown", errors.NotFound, "The registry has no image"),
    ('Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on 10.0.0.1:53: no such host',
     'failed to resolve reference "docker.io/library/web:latest": failed to do request: Head "https://x": dial tcp: lookup '
     "registry-1.docker.io: no such host", errors.PullError, "does not answer"),
    ("Error response from daemon: OCI runtime create failed: container_linux.go:380: starting container process caused: "
     'exec: "nope": executable file not found in $PATH: unknown',
     'failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable '
     'to start container process: error during container init: exec: "nope": executable file not found in $PATH: unknown',
     errors.NotFound, "no program nope"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "kind", "words"), SAYINGS, ids=[one[3] for one in SAYINGS])
def test_engines_say_one_thing_in_one_way(old, new, kind, words):
    """What Engine 20.10 and newer ones word differently is one message of the course, of one class."""
    first, second = translate(old, "web"), translate(new, "web")
    assert type(first) is type(second) is kind
    assert str(first) == str(second)
    assert words in str(first)


PODMAN = [  # what an engine says, and what Podman 4.3 says for the same
    ("No such container: web", 'no container with name or ID "web" found: no such container'),
    ("No such image: web", "failed to find image 127.0.0.1:5055/library/web: web: No such image"),
    ("No such image: web", "failed to find image web: web: image not known"),
    ("Invalid filter 'foo'", "foo is an invalid filter"),
    (
        "remove web: volume is in use",
        "volume web is being used by the following container(s): 1a: volume is being used",
    ),
    (
        "Container web is not running",
        "can only create exec sessions on running containers: container state improper",
    ),
    (
        "invalid restart policy 'on'",
        'running container create option: "on" is not a valid restart policy',
    ),
    ("No such container: web", "web not found: layer not known"),
    (
        "You cannot remove a running container 1a2b. Stop the container before attempting removal or force remove",
        "cannot remove container 1a2b as it is running - running or paused containers cannot be removed without force:"
        " container state improper",
    ),
    (
        "Container web is not running",
        "can only kill running containers. 1a2b is in state exited: container state improper",
    ),
    ("Unrecognised filter value for status: foo", "unknown container state: foo: invalid argument"),
    (
        "network with name web already exists",
        "network name web already used: network already exists",
    ),
    (
        "error while removing network: network web id 1a has active endpoints",
        '"web" has associated containers with it. Use -f to forcibly delete containers and pods: network is being used',
    ),
    (
        "endpoint with name 1a2b3c4d5e6f already exists in network web",
        'container 1a2b3c4d5e6f7a8b is already connected to network "web": network is already connected',
    ),
    ("dockerfile parse error line 2: unknown instruction: FOO", 'Unknown instruction: "FOO"'),
    (
        "COPY failed: file not found in build context or excluded by .dockerignore: stat nope: file does not exist",
        'building at STEP "COPY nope /": checking on sources under "/var/tmp/libpod_builder1/build": copier: stat: "/nope":'
        " no such file or directory",
    ),
    (
        'OCI runtime create failed: exec: "nope": executable file not found in $PATH: unknown',
        "preparing container 1a2b for attach: runc: runc create failed: unable to start container process: exec:"
        ' "nope": executable file not found in $PATH: OCI runtime attempted to invoke a command that was not found',
    ),
]


@pytest.mark.parametrize(("docker", "podman"), PODMAN)
def test_podman_says_it_too(docker, podman):
    """What Podman words differently is the same message."""
    first, second = translate(docker, "web"), translate(podman, "web")
    assert type(first) is type(second)
    assert str(first) == str(second)
    assert "The engine says" not in str(second)


def test_an_answer_without_words_is_told():
    """Where an engine says that something is not there, and not what, the message has the name that was asked for."""
    found = translate(
        "404 Client Error for http+docker://localhost/v1.41/containers/web/top: Not Found", "web"
    )
    assert type(found) is errors.NotFound
    assert str(found).startswith("There is no web on this engine")
    inside = translate("no such file or directory", "web")
    assert (type(inside), str(inside)) == (
        errors.NotFound,
        "There is no such file in container web.",
    )
    assert "preparing" not in str(
        translate("preparing container 1a for attach: something new", "web")
    )


def test_what_is_not_known_is_passed_on():
    """An answer that no rule knows is told as the engine said it."""
    assert "something new" in str(translate("something new", "web"))


def test_errors_are_few_and_show_without_a_traceback():
    """There are at most eight classes, and a notebook shows one line of each."""
    classes = [
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, Exception)
    ]
    assert len(classes) <= 8
    for kind in classes:
        assert issubclass(kind, errors.CourseError)
        shown = kind("pull-incomplete", name="redis")._render_traceback_()
        sentence = "The pull of redis ended before it was complete: pull it again."
        assert shown == [f"{kind.__name__}: {sentence}"]


@pytest.mark.parametrize(
    ("path", "keys", "form"),
    [
        ("State.ExitCode", ("State", "ExitCode"), "{{.State.ExitCode}}"),
        (
            "Config.Labels.course.docker",
            ("Config", "Labels", "course.docker"),
            '{{index .Config.Labels "course.docker"}}',
        ),
        ("Ports.80/tcp", ("Ports", "80/tcp"), '{{json (index .Ports "80/tcp")}}'),
        ("Config.Labels", ("Config", "Labels"), "{{json .Config.Labels}}"),
    ],
)
def test_a_path_finds_its_value_and_its_template(path, keys, form):
    """A dotted path finds a value also through keys with dots, and has a Go template of its own."""
    tree = {
        "State": {"ExitCode": 137},
        "Config": {"Labels": {"course.docker": "1"}},
        "Ports": {"80/tcp": [{"HostPort": "1"}]},
    }
    assert resolve_path(tree, path) == keys
    columns, rows, printed = select(tree, (path,))
    assert columns == ["KEY", "VALUE"]
    assert printed == form == go_template(keys, {} if "json" in form else 1)
    assert rows[0][0].startswith(path)


def test_a_path_that_leads_nowhere_is_an_error():
    """A path without a value is not quietly empty."""
    with pytest.raises(KeyError):
        resolve_path({"State": {}}, "State.Foo")


def test_a_tree_is_flat_to_its_leaves():
    """Lists and empty dictionaries are leaves; order is the engine's."""
    assert leaves({"b": {"x": 1}, "a": [1], "c": {}}) == [
        (("b", "x"), 1),
        (("a",), [1]),
        (("c",), {}),
    ]


@pytest.mark.parametrize(
    ("spec", "inside", "address", "outside"),
    [
        ("8080:80", "80/tcp", "", "8080"),
        ("80", "80/tcp", "", ""),
        ("127.0.0.1:8080:80", "80/tcp", "127.0.0.1", "8080"),
        ("127.0.0.1::80", "80/tcp", "127.0.0.1", ""),
        ("[::1]:53:53/udp", "53/udp", "::1", "53"),
    ],
)
def test_a_published_port_is_read_as_docker_does(spec, inside, address, outside):
    """Each form of `--publish` becomes its binding."""
    assert configuration.published(spec) == [(inside, {"HostIp": address, "HostPort": outside})]


@pytest.mark.parametrize("spec", ["web", "80:", "1-3:80", "80/ftp", "a:b:c"])
def test_a_wrong_port_is_one_clear_error(spec):
    """What is no port says what one looks like."""
    with pytest.raises(errors.CourseError, match="8080:80"):
        configuration.published(spec)


@pytest.mark.parametrize(
    ("text", "count"),
    [("64m", 67108864), ("1g", 1 << 30), ("512k", 524288), ("7b", 7), (9, 9), (None, 0)],
)
def test_memory_is_counted_as_docker_does(text, count):
    """Amounts of memory count in 1024s."""
    assert configuration.bytes_of(text) == count


def test_a_time_is_seconds_a_date_or_an_age():
    """A plain number is seconds since 1970, as for docker, and no age; a date without a zone is UTC."""
    told = _times.parse_times(since="1700000000", until="2023-11-14T22:13:21")
    assert told == {"since": 1_700_000_000.0, "until": 1_700_000_001.0}


@pytest.mark.parametrize(
    ("age", "seconds"), [("500ms", 0.5), ("10m", 600), ("1h30m", 5400), ("1m30s", 90), ("0s", 0)]
)
def test_an_age_is_counted_from_the_engine_s_clock(monkeypatch, age, seconds):
    """Minutes, seconds and their thousandths are taken from the time that the engine tells."""
    monkeypatch.setattr(_times.engine, "clock", lambda: 1000.0)
    assert _times.parse_times(since=age) == {"since": 1000.0 - seconds}


@pytest.mark.parametrize("text", ["soon", "10x", "2026-13-01", "-", "m"])
def test_what_is_no_time_is_one_sentence(text):
    """A time that nobody can read is the course's error, and no traceback of pandas."""
    with pytest.raises(errors.CourseError, match=f"'{text}' is no time") as found:
        _times.parse_times(since=text)
    assert found.value.code == "not-a-time"
