"""A filter builder: fill in `docker ps --filter`, and see the command line and its table."""

import ipywidgets as widgets

from ..containers import listing
from ..errors import CourseError
from .view import View

STATES = ["", "created", "restarting", "running", "removing", "paused", "exited", "dead"]
FIELDS = {  # filter -> an example of its value
    "name": "web",
    "id": "the first digits",
    "label": "team=data",
    "exited": "0",
    "ancestor": "nginx",
    "network": "bridge",
}


class FilterBuilder(View):
    """See `filter_builder`."""

    def __init__(self, all: bool, filters: dict | None, title: str) -> None:
        """Fill the fields in, and list for the first time."""
        given = filters or {}
        for key in given:
            if key not in ("status", *FIELDS):
                raise TypeError(
                    f"There is no field {key} here: there are status, {', '.join(FIELDS)}."
                )
        self.all = widgets.Checkbox(description="--all", value=all, indent=False)
        self.all.layout.width = "auto"
        self.fields = {"status": widgets.Dropdown(description="status", options=STATES)}
        for key, example in FIELDS.items():
            self.fields[key] = widgets.Text(
                description=key, placeholder=example, continuous_update=False
            )
        for key, field in self.fields.items():
            field.tooltip = f"docker ps --filter {key}=..." + (
                "" if key == "status" else "; a comma between several values"
            )
            field.layout.width = "19em"
            if key in given:
                several = given[key] if isinstance(given[key], list | tuple) else [given[key]]
                field.value = ",".join(str(one) for one in several)
        for field in (self.all, *self.fields.values()):
            field.observe(lambda _: self.later(self.refresh), "value")
        super().__init__(title, [self.all, *self.fields.values()])

    def filters(self) -> dict[str, list[str]]:
        """Tell what is filled in, as `dk.ps` takes it."""
        written = {key: field.value.split(",") for key, field in self.fields.items()}
        several = {
            key: [one.strip() for one in values if one.strip()] for key, values in written.items()
        }
        return {key: values for key, values in several.items() if values}

    def refresh(self) -> None:
        """List the containers that pass: one request."""
        call = f"dk.ps(all={self.all.value}, filters={self.filters()})"
        self.clear()
        self.say(call)
        try:
            listed = listing.ps(all=self.all.value, filters=self.filters())
        except CourseError as error:
            raise type(error)(f"{call}: {error}") from error
        self.show(listed.attrs["command"], listed)


def filter_builder(
    *,
    all: bool = True,
    filters: dict | None = None,
    title: str = "The fields make the command line; below it, its table",
) -> FilterBuilder:
    """Show fields for the filters of `docker ps`, the command line that they make, and the table of exactly that call.

    Several values of one filter have a comma between them; Enter or leaving the field lists again (one request).
    `table` has the columns of `ps`. What the engine refuses is said in the view.
    https://docs.docker.com/reference/cli/docker/container/ls/#filter
    """
    return FilterBuilder(all, filters, title)
