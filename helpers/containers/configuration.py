"""The body of `POST /containers/create`: what the options of `run` and `create` come to."""

from collections.abc import Iterable
from typing import Any

from .. import engine
from .._command_line import as_list
from . import networking
from .option_table import api_fields
from .ports import parse_publish
from .restart_policy import parse_restart_policy
from .run_options import RunOptions

Body = dict[str, Any]
NEEDS_CONTROL_GROUPS = ("memory", "cpus")


def container_body(image: str, command: list[str], options: RunOptions) -> Body:
    """Build the body of the request.

    Raises:
        CourseError: A value cannot be read.
        NotFound: There is no such path to mount.
    """
    body = api_fields(options)
    body.setdefault("HostConfig", {})
    body["Image"] = image
    if command:
        body["Cmd"] = command
    body["Labels"] = {**body.get("Labels", {}), **engine.creation_labels()}
    _add_output(body, options.detach)
    _add_ports(body, as_list(options.publish))
    _add_restart_policy(body, options.restart)
    _add_network(body, options)
    return body


def _add_output(body: Body, detach: bool) -> None:
    """Note whether somebody reads along, as docker does."""
    body["AttachStdout"] = not detach
    body["AttachStderr"] = not detach


def _add_ports(body: Body, specifications: Iterable[Any]) -> None:
    """Publish ports; each is exposed, too."""
    exposed: dict[str, Any] = {}
    bindings: dict[str, list[dict[str, str]]] = {}
    for specification in specifications:
        for port in parse_publish(str(specification)):
            exposed[port.container_port] = {}
            binding = {"HostIp": port.host_address, "HostPort": port.host_port}
            bindings.setdefault(port.container_port, []).append(binding)
    body["ExposedPorts"] = exposed
    body["HostConfig"]["PortBindings"] = bindings


def _add_restart_policy(body: Body, policy: str | None) -> None:
    body["HostConfig"]["RestartPolicy"] = parse_restart_policy(policy or "no")


def _add_network(body: Body, options: RunOptions) -> None:
    network = options.network or networking.DEFAULT
    body["HostConfig"]["NetworkMode"] = network
    endpoints = networking.endpoints(network, options.network_alias)
    body["NetworkingConfig"] = {"EndpointsConfig": endpoints}


def check_is_possible(options: RunOptions) -> None:
    """Refuse what this engine cannot do, and to join what is not the course's.

    Raises:
        NotFound: There is no such network or container to join.
        Refused: It is not the course's.
    """
    for name in NEEDS_CONTROL_GROUPS:
        if getattr(options, name):
            engine.require(name)
    network = options.network or networking.DEFAULT
    networking.check_may_join(network, options.ipc, options.pid)
