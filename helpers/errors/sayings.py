"""What engines say when they refuse (20.10 to 29, and Podman): a table, read by `engine_words`."""

from . import Conflict, CourseError, NotFound, PullError
from .saying import Saying

SAYINGS = [
    # Objects that are not there
    Saying(
        (
            r"no such container: (?P<name>\S+)",
            r"no container with name or id \"?(?P<name>[^\"\s]+)",
            r"(?P<name>\S+) not found: layer not known",
        ),
        NotFound,
        "no-container",
        "container",
    ),
    Saying(
        (
            r"no such image: (?P<fallback>\S+)",
            r"reference does not exist",
            r"failed to find image",
            r"image not known",
        ),
        NotFound,
        "no-image",
        "image",
    ),
    Saying(
        (r"an image does not exist locally with the tag: (?P<fallback>\S+)",),
        NotFound,
        "no-image-to-push",
        "image",
    ),
    Saying((r"^404 client error",), NotFound, "no-object"),
    Saying((r"no such volume",), NotFound, "no-volume", "volume"),
    Saying(
        (r"network (?P<name>\S+) not found", r"no such network: (?P<name>\S+)"),
        NotFound,
        "no-network",
        "network",
    ),
    # Names, ports and states in the way
    Saying(
        (r"container name \"/?(?P<name>[^\"]+)\" is already in use",),
        Conflict,
        "name-in-use",
        "container",
    ),
    Saying(
        (
            r"network with name (?P<name>\S+) already exists",
            r"network name (?P<name>\S+) already used",
        ),
        Conflict,
        "network-name-in-use",
        "network",
    ),
    Saying(
        (r":(?P<port>\d+)(?:\D.*)? ?(?:port is already allocated|address already in use)",),
        Conflict,
        "port-in-use",
        "port",
    ),
    Saying(
        (
            r"cannot remove an? (?P<state>running|paused|restarting) container",
            r"cannot remove .*container is (?P<state>running|paused|restarting)",
            r"cannot remove .*as it is (?P<state>running|paused|restarting)",
        ),
        Conflict,
        "container-running",
        "container",
    ),
    Saying((r"cannot expose privileged port (?P<port>\d+)",), CourseError, "privileged-port"),
    Saying(
        (r"cgroups not configured for container",), CourseError, "no-cgroups-to-pause", "container"
    ),
    Saying((r"is already paused",), Conflict, "container-paused-already", "container"),
    Saying((r"is not paused",), Conflict, "container-not-paused", "container"),
    Saying((r"is paused",), Conflict, "container-paused", "container"),
    Saying((r"is restarting",), Conflict, "container-restarting", "container"),
    Saying(
        (r"is not running", r"on running containers", r"only kill running"),
        Conflict,
        "container-not-running",
        "container",
    ),
    Saying((r"volume is in use", r"volume is being used"), Conflict, "volume-in-use", "volume"),
    Saying(
        (r"has active endpoints", r"has associated containers"),
        Conflict,
        "network-in-use",
        "network",
    ),
    Saying(
        (
            r"endpoint with name (?P<container>\S+) already exists",
            r"container (?P<container>[0-9a-f]{12})[0-9a-f]* is already connected",
        ),
        Conflict,
        "connected-already",
        "network",
    ),
    Saying(
        (r"(?P<container>\S+) is not connected to (?:the )?network",),
        Conflict,
        "not-connected",
        "network",
    ),
    Saying(
        (
            r"image is being used by",
            r"using its referenced image",
            r"image is in use",
        ),
        Conflict,
        "image-in-use",
        "image",
    ),
    Saying(
        (r"image is referenced in (?:multiple|one or more) repositories",),
        Conflict,
        "image-has-several-names",
        "image",
    ),
    Saying((r"dependent child images",), Conflict, "image-has-children", "image"),
    # Options and values
    Saying(
        (
            r"invalid restart policy.*?'(?P<value>[^']*)'",
            r"\"(?P<value>[^\"]*)\" is not a valid restart policy",
        ),
        CourseError,
        "not-a-restart-policy",
    ),
    Saying((r"maximum retry count",), CourseError, "only-on-failure-has-tries"),
    Saying((r"strconv\.\w+: parsing \"(?P<value>[^\"]*)\"",), CourseError, "not-a-number"),
    Saying((r"unknown container state: (?P<value>\S+):",), CourseError, "not-a-status"),
    Saying(
        (
            r"unrecogni[sz]ed filter value for (?P<filter>\w+): (?P<value>.*)",
            r"invalid filter '?(?P<filter>[^'=\s]+)=(?P<value>[^']*)'?",
        ),
        CourseError,
        "not-a-filter-value",
    ),
    Saying(
        (r"invalid filter '?(?P<filter>[^'\s]+)'?", r"(?P<filter>\S+) is an invalid filter"),
        CourseError,
        "not-a-filter",
    ),
    Saying(
        (
            r"exec: \"?(?P<name>[^\":]+)\"?: "
            r"(?:executable file not found|stat |permission denied|no such file)",
        ),
        NotFound,
        "no-program",
        "program",
    ),
    # Files
    Saying(
        (
            r"(?:copy|add) failed: .*stat (?P<path>[^:\s]+): ",
            r"checking on sources under .*stat: \"/?(?P<path>[^\"]+)\": no such",
        ),
        NotFound,
        "no-file-in-build-folder",
        "file",
    ),
    Saying(
        (r"unknown instruction: \"?(?P<value>[^\s\"]+)",),
        CourseError,
        "not-an-instruction",
    ),
    Saying(
        (r"could not find the file (?P<path>\S+)",),
        NotFound,
        "no-file-in-container",
        "file",
    ),
    Saying((r"^no such file or directory$",), NotFound, "no-such-file-in-container", "file"),
    Saying(
        (r"bind source path does not exist: (?P<path>.*)",), NotFound, "no-path-on-host", "file"
    ),
    Saying(
        (r"cannot overwrite directory \"(?P<path>[^\"]+)\" with non-directory",),
        Conflict,
        "folder-in-the-way",
        "container",
    ),
    Saying(
        (r"cannot overwrite non-directory \"(?P<path>[^\"]+)\" with directory",),
        Conflict,
        "file-in-the-way",
        "container",
    ),
    Saying((r"file name too long",), CourseError, "name-too-long"),
    # Images and registries
    Saying((r"invalid reference format", r"invalid reference"), CourseError, "not-an-image-name"),
    Saying((r"repository name must be lowercase",), CourseError, "image-name-not-lower-case"),
    Saying((r"no command specified",), CourseError, "no-command", "image"),
    Saying(
        (
            r"manifest unknown",
            r"manifest for .* not found",
            r"repository .*not exist",
            r"pull access denied",
            r"not found: ",
            r"failed to resolve reference .*not found",
            r"requested access to the resource is denied",
        ),
        NotFound,
        "not-in-registry",
        "image",
    ),
    Saying(
        (
            r"connection refused",
            r"no such host",
            r"i/o timeout",
            r"deadline exceeded",
            r"handshake timeout",
            r"name resolution",
            r"server misbehaving",
            r"network is unreachable",
            r"no route to host",
            r"request canceled while waiting",
        ),
        PullError,
        "registry-of-image-unavailable",
        "registry",
    ),
]
