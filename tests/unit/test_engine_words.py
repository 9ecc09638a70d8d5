"""What engines say, as the course's errors: the same on each engine. No engine."""

import pytest

from helpers import errors
from helpers.errors.engine_words import translate

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


@pytest.mark.parametrize(
    ("old", "new", "kind", "words"), SAYINGS, ids=[saying[3] for saying in SAYINGS]
)
def test_engines_say_one_thing_in_one_way(old, new, kind, words):
    """What Engine 20.10 and newer ones word differently is one message of the course, of one
    class."""
    first = translate(old, "web")
    second = translate(new, "web")
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
    first = translate(docker, "web")
    second = translate(podman, "web")
    assert type(first) is type(second)
    assert str(first) == str(second)
    assert "The engine says" not in str(second)


def test_an_answer_without_words_is_told():
    """Where an engine says that something is not there, and not what, the message has the name
    that was asked for."""
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
