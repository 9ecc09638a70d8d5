"""A filter builder: fill in `docker ps --filter`, and see the command line and its table."""

from typing import Any

import ipywidgets

from ..containers.ps import ps
from ..errors import CourseError
from .view import View

STATES = ["", "created", "restarting", "running", "removing", "paused", "exited", "dead"]
EXAMPLES = {  # filter -> an example of its value
    "name": "web",
    "id": "the first digits",
    "label": "team=data",
    "exited": "0",
    "ancestor": "nginx",
    "network": "bridge",
}


class FilterBuilder(View):
    """See `filter_builder`."""

    def __init__(self, all: bool, filters: dict[str, Any] | None, title: str) -> None:
        """Fill the fields in, and list for the first time."""
        self.all = ipywidgets.Checkbox(description="--all", value=all, indent=False)
        self.all.layout.width = "auto"
        self.fields = _make_fields()
        self._fill_in(filters or {})
        controls = [self.all, *self.fields.values()]
        for control in controls:
            self.refresh_after_change_of(control)
        super().__init__(title, controls)

    def _fill_in(self, filters: dict[str, Any]) -> None:
        for name, given in filters.items():
            if name not in self.fields:
                known = ", ".join(self.fields)
                raise TypeError(f"There is no field {name} here: there are {known}.")
            values = given if isinstance(given, list | tuple) else [given]
            self.fields[name].value = ",".join(str(value) for value in values)

    def filters(self) -> dict[str, list[str]]:
        """Return what is filled in, as `dk.ps` takes it."""
        found = {}
        for name, field in self.fields.items():
            values = [value.strip() for value in field.value.split(",")]
            values = [value for value in values if value]
            if values:
                found[name] = values
        return found

    def refresh(self) -> None:
        """List the containers that pass: one request."""
        filters = self.filters()
        call = f"dk.ps(all={self.all.value}, filters={filters})"
        self.clear()
        self.say(call)
        try:
            containers = ps(all=self.all.value, filters=filters)
        except CourseError as error:
            self.say(f"{call}: {error}")
            return
        self.show(containers.attrs["command"], containers)


def _make_fields() -> dict[str, Any]:
    status = ipywidgets.Dropdown(description="status", options=STATES)
    status.tooltip = "docker ps --filter status=..."
    fields = {"status": status}
    for name, example in EXAMPLES.items():
        field = ipywidgets.Text(description=name, placeholder=example, continuous_update=False)
        field.tooltip = f"docker ps --filter {name}=...; a comma between several values"
        fields[name] = field
    for field in fields.values():
        field.layout.width = "19em"
    return fields


def filter_builder(
    *,
    all: bool = True,
    filters: dict[str, Any] | None = None,
    title: str = "The fields make the command line; below it, its table",
) -> FilterBuilder:
    """Show fields that make filters, and what passes them (`docker ps --filter`).

    The command line that the fields make is shown above its table. Several values of one filter
    have a comma between them. Enter, or leaving the field, lists again: one request. What the
    engine refuses is said in the view.

    Parameters:
        all (bool): Whether stopped containers are listed too at first (`--all`).
        filters (dict[str, str | list[str]] | None): What is filled in at first (`--filter`):
            status, name, id, label, exited, ancestor, network.
        title (str): What stands above the fields. Not docker's.

    Returns:
        The view. Its `table` is what `ps` last returned, with the columns of `ps`.

    Raises:
        TypeError: There is no field for one of the filters.

    https://docs.docker.com/reference/cli/docker/container/ls/#filter
    """
    return FilterBuilder(all, filters, title)
