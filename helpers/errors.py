"""The course's errors: what failed, on which object, what to do next - in the same words on every engine. Pure."""

import re


class CourseError(Exception):
    """Something that was asked could not be done; the message says why, and what to do next."""

    def _render_traceback_(self) -> list[str]:
        """Show only the name and the message in a notebook: the call is in the cell, the cause in `__cause__`."""
        return [f"{type(self).__name__}: {self}"]


class NotFound(CourseError):
    """There is no such object."""


class Conflict(CourseError):
    """The state of an object, a name or a port in use is in the way."""


class Refused(CourseError):
    """The object is not the course's, and so it is left alone."""


class EngineUnavailable(CourseError):
    """The Docker engine does not answer."""


class PullError(CourseError):
    """An image could not be had from its registry."""


class PushError(CourseError):
    """An image could not be brought to its registry."""


class BuildError(CourseError):
    """A step of a Dockerfile failed."""


# What the engines say (20.10 to 29, Podman; any case) -> error, message. {0}, {1} are the groups, {it} is the object.
_SAYINGS = [
    (
        r"no such container: (\S+)|no container with name or id \"?([^\"\s]+)|(\S+) not found: layer not known",
        NotFound,
        "There is no container {0}: dk.ps(all=True) lists those there are.",
    ),
    (
        r"no such image: (\S+)|reference does not exist|failed to find image|image not known",
        NotFound,
        'There is no image {it} on this engine: dk.images() lists those there are, dk.pull("{it}") fetches one.',
    ),
    (
        r"an image does not exist locally with the tag: (\S+)",
        NotFound,
        "There is no image {it} on this engine: dk.images() lists those there are.",
    ),
    (
        r"^404 client error",
        NotFound,
        "There is no {it} on this engine: dk.ps(all=True) and dk.images() list what there is.",
    ),
    (r"no such volume", NotFound, "There is no volume {it}: dk.volumes() lists those there are."),
    (
        r"network (\S+) not found|no such network: (\S+)",
        NotFound,
        "There is no network {0}: dk.networks() lists them.",
    ),
    (
        r"container name \"/?([^\"]+)\" is already in use",
        Conflict,
        'The name {0} is in use by another container: dk.rm("{0}", force=True) removes that one, or choose another.',
    ),
    (
        r"network with name (\S+) already exists|network name (\S+) already used",
        Conflict,
        'There is a network {0} already: use it, or remove it first, dk.network_rm("{0}").',
    ),
    (
        r":(\d+)(?:\D.*)? ?(?:port is already allocated|address already in use)",
        Conflict,
        "Port {0} of the host is in use already: dk.ps() shows which container has it. Publish another host port.",
    ),
    (
        r"cannot remove (?:an? (running|paused|restarting) container|.*container is (running|paused|restarting)"
        r"|.*as it is (running|paused|restarting))",
        Conflict,
        'Container {it} is {0} and was not removed: stop it first, dk.stop("{it}"), or use dk.rm("{it}", force=True).',
    ),
    (
        r"cannot expose privileged port (\d+)",
        CourseError,
        "A rootless engine may publish no host port below 1024, so not {0}: choose a larger one, such as 8080.",
    ),
    (
        r"cgroups not configured for container",
        CourseError,
        "Container {it} cannot be paused: that needs control groups, and this rootless engine has none.",
    ),
    (
        r"is already paused",
        Conflict,
        'Container {it} is paused already: dk.unpause("{it}") lets it go on.',
    ),
    (r"is not paused", Conflict, "Container {it} is not paused: there is nothing to let go on."),
    (r"is paused", Conflict, 'Container {it} is paused: dk.unpause("{it}") lets it go on.'),
    (
        r"is restarting",
        Conflict,
        'Container {it} is being restarted: look at dk.logs("{it}"), or try again.',
    ),
    (
        r"is not running|on running containers|only kill running",
        Conflict,
        'Container {it} is not running: dk.start("{it}") starts it.',
    ),
    (
        r"volume is in use|volume is being used",
        Conflict,
        'Volume {it} is in use: dk.ps(all=True, filters={{"volume": "{it}"}}) shows by whom.',
    ),
    (
        r"has active endpoints|has associated containers",
        Conflict,
        "Network {it} has containers on it: dk.network_disconnect takes them off.",
    ),
    (
        r"endpoint with name (\S+) already exists|container ([0-9a-f]{12})[0-9a-f]* is already connected",
        Conflict,
        "Container {0} is on network {it} already.",
    ),
    (
        r"(\S+) is not connected to (?:the )?network",
        Conflict,
        "The container is not on network {it}.",
    ),
    (
        r"(?:image is being used by|using its referenced image|image is in use)",
        Conflict,
        'Image {it} is in use by a container: dk.ps(all=True, filters={{"ancestor": "{it}"}}) shows by which.',
    ),
    (
        r"image is referenced in (?:multiple|one or more) repositories",
        Conflict,
        "Image {it} has several names: remove it name by name, or use force=True.",
    ),
    (
        r"dependent child images",
        Conflict,
        "Image {it} has other images built on it: remove those first.",
    ),
    (
        r"invalid restart policy.*?'([^']*)'|\"([^\"]*)\" is not a valid restart policy",
        CourseError,
        "There is no restart policy '{0}': use no, on-failure, always or unless-stopped.",
    ),
    (r"maximum retry count", CourseError, "Only on-failure takes a number of tries: on-failure:3."),
    (
        r"strconv\.\w+: parsing \"([^\"]*)\"",
        CourseError,
        "A number is needed there, and '{0}' is none.",
    ),
    (r"unknown container state: (\S+):", CourseError, "The filter status knows no value '{0}'."),
    (
        r"unrecogni[sz]ed filter value for (\w+): (.*)",
        CourseError,
        "The filter {0} knows no value '{1}'.",
    ),
    (
        r"invalid filter '?([^'=\s]+)=([^']*)'?",
        CourseError,
        "The filter {0} knows no value '{1}'.",
    ),
    (
        r"invalid filter '?([^'\s]+)'?|(\S+) is an invalid filter",
        CourseError,
        "There is no filter '{0}' here: look at the command's --filter.",
    ),
    (
        r"exec: \"?([^\":]+)\"?: (?:executable file not found|stat |permission denied|no such file)",
        NotFound,
        "There is no program {0} in the container: check the command.",
    ),
    (
        r"(?:copy|add) failed: .*stat ([^:\s]+): |checking on sources under .*stat: \"/?([^\"]+)\": no such",
        NotFound,
        "There is no {0} in the folder that is built from.",
    ),
    (r"unknown instruction: \"?([^\s\"]+)", CourseError, "{0} is no instruction of a Dockerfile."),
    (r"could not find the file (\S+)", NotFound, "There is no file {0} in container {it}."),
    (r"^no such file or directory$", NotFound, "There is no such file in container {it}."),
    (
        r"bind source path does not exist: (.*)",
        NotFound,
        "There is no {0} on the host to mount: create it first.",
    ),
    (
        r"file name too long",
        CourseError,
        "A name is too long for the engine's disk, {it}: choose a shorter one.",
    ),
    (
        r"invalid reference format|invalid reference",
        CourseError,
        "{it} is not an image's name: use NAME or NAME:TAG.",
    ),
    (
        r"repository name must be lowercase",
        CourseError,
        "{it} is not an image's name: it must be lower case.",
    ),
    (
        r"no command specified",
        CourseError,
        "Image {it} has no command of its own: give one to run.",
    ),
    (
        r"manifest unknown|manifest for .* not found|repository .*not exist|pull access denied|not found: "
        r"|failed to resolve reference .*not found"
        r"|requested access to the resource is denied",
        NotFound,
        'The registry has no image {it}: dk.search("...") looks for one.',
    ),
    (
        r"connection refused|no such host|i/o timeout|deadline exceeded|handshake timeout|name resolution"
        r"|server misbehaving|network is unreachable|no route to host|request canceled while waiting",
        PullError,
        "The registry of {it} does not answer: dk.doctor() shows the course's own registry.",
    ),
]


def brief(text: str, most: int = 90) -> str:
    """Leave out the middle of a text that is too long to be read."""
    return text if len(text) <= most else f"{text[: most // 2]}…{text[-most // 2 :]}"


def translate(
    saying: str, subject: str = "", default: type[CourseError] = CourseError
) -> CourseError:
    """Turn what an engine says about `subject` into one of the course's errors."""
    saying = re.sub(r"^preparing container [0-9a-f]+ for attach: ", "", saying)
    for pattern, kind, message in _SAYINGS:
        if found := re.search(pattern, saying, re.IGNORECASE | re.DOTALL):
            groups = [brief(group) for group in found.groups() if group is not None]
            subject = brief(subject) or (groups[0].strip("'\".") if groups else "")
            if kind in (CourseError, PullError) and default in (BuildError, PushError):
                kind = default
            return kind(message.format(*groups, it=subject))
    about = f" about {brief(subject)}" if subject else ""
    return default(f"The engine says{about}: {brief(saying.strip().rstrip('.'), 600)}.")
