"""What containers say and what happens to them, beside docker: logs, top, port, events."""

import json
import time

import pytest

import helpers as dk
from tests.engine.beside_docker.workload import MARK
from tests.support.docker_program import shell

pytestmark = [pytest.mark.usefixtures("workload"), pytest.mark.quick]


def test_logs_are_the_lines_that_docker_prints() -> None:
    """Logs have the lines of both streams, with `tail` the last; stdout's are those of docker."""
    logs = dk.logs(f"{MARK}-bad")
    from_stdout = list(logs["LINE"][logs["STREAM"] == "stdout"])
    assert from_stdout == shell(logs.attrs["command"]).split()
    assert set(logs["LINE"]) == {"out", "err"}
    last = dk.logs(f"{MARK}-bad", tail=1, timestamps=True)
    assert list(last["LINE"]) == list(logs["LINE"])[1:]


def test_top_has_the_columns_that_docker_prints() -> None:
    """Processes have docker's headings in its order, and the container's command is among them."""
    processes = dk.top(f"{MARK}-run")
    printed = shell(processes.attrs["command"]).split()
    assert printed[: len(processes.columns)] == list(processes.columns)
    assert "sleep 1000" in processes["CMD"].tolist()


def test_ports_are_those_that_docker_prints() -> None:
    """Each published port is a line of the printed command line's output, and there is no other."""
    ports = dk.port(f"{MARK}-run")
    ours = {f"{inside} -> {address}:{port}" for inside, address, port in ports.to_numpy()}
    assert ours == set(shell(ports.attrs["command"]).splitlines())


def test_events_are_those_that_docker_tells() -> None:
    """The events between two moments are those of the command line, in order, to the nanosecond."""
    dk.rename(f"{MARK}-made", f"{MARK}-made2")
    dk.rename(f"{MARK}-made2", f"{MARK}-made")
    now = f"{time.time():.9f}"
    frame = dk.events(since="10m", until=now, filters={"container": f"{MARK}-made"})
    lines = shell(frame.attrs["command"] + " --format '{{json .}}'").splitlines()
    theirs = [json.loads(line) for line in lines]
    assert [(event["Type"], event["Action"], event["timeNano"]) for event in theirs] == [
        (kind, action, moment.value)
        for kind, action, moment in frame[["TYPE", "ACTION", "TIME"]].to_numpy()
    ]
    assert frame["ACTION"].tolist()[-2:] == ["rename", "rename"]
