"""A layer explorer: which images share which layers, and what each layer was made by."""

import re

import ipywidgets as widgets

from .. import charts
from ..images.local import images as listing
from ..images.local import layers
from ..tables import Table, make_table
from ..tables.units import format_size
from .view import View

COLUMNS = ["NUMBER", "LAYER", "SIZE", "CREATED BY", "IMAGES"]


class LayerExplorer(View):
    """See `layer_explorer`."""

    def __init__(self, names: tuple[str, ...], title: str) -> None:
        """List the images if none were named, and look into them."""
        self.names, self.frames, self.boxes = names, {}, widgets.HBox()
        self.boxes.layout.flex_flow = "row wrap"
        super().__init__(
            title, [self.boxes, self.button("refresh", "look again at all images", self.again)]
        )

    def again(self) -> None:
        """Forget what was read, for a name may have moved to another image."""
        self.frames = {}
        self.boxes.children = ()
        self.refresh()

    def refresh(self) -> None:
        """Look into the ticked images that were not looked into yet: two requests each."""
        if not self.boxes.children:
            self.boxes.children = [self.box(name) for name in self.names or named(listing())]
        chosen = [box.description for box in self.boxes.children if box.value]
        for name in chosen:
            if name not in self.frames:
                self.frames[name] = layers(name)
        frames = {name: self.frames[name] for name in chosen}
        rows, drawn = shared(frames), charts.layer_map(frames)
        self.show("; ".join(frames[name].attrs["command"] for name in chosen), rows, drawn.svg)
        self.say(totals(frames))

    def box(self, name: str) -> widgets.Checkbox:
        """Make the box that takes an image in or out."""
        made = widgets.Checkbox(
            description=name, value=True, indent=False, tooltip=f"show the layers of {name}"
        )
        made.layout.width = "auto"
        made.observe(lambda _: self.later(self.refresh), "value")
        return made


def named(listed: Table) -> list[str]:
    """Name the images of a listing; `latest` is left away, as it is when one types."""
    pairs = zip(listed["REPOSITORY"], listed["TAG"], strict=True)
    return [
        name if tag == "latest" else f"{name}:{tag}"
        for name, tag in pairs
        if "<none>" not in (name, tag)
    ]


def shared(frames: dict[str, Table]) -> Table:
    """List each layer once: its number in the map, its size, what made it, and all images that use it. Pure."""
    rows = []
    for layer in charts.number_layers(frames):
        found = frames[layer.images[0]].iloc[layer.level]
        digest = found["LAYER"].removeprefix("sha256:")[:12]
        step = re.sub(
            r"\b(file|multi|dir):\w+", r"\1:...", found["CREATED BY"]
        )  # a hash that names no file
        rows.append(
            [
                layer.number,
                digest,
                found["SIZE"],
                step.removeprefix("/bin/sh -c #(nop)").strip(),
                ", ".join(layer.images),
            ]
        )
    return make_table(COLUMNS, rows)


def totals(frames: dict[str, Table]) -> str:
    """Say what the images take when each is counted whole, and when each layer is counted once. Pure."""
    apart, once = (
        sum(int(frame["SIZE"].sum()) for frame in frames.values()),
        int(shared(frames)["SIZE"].sum()),
    )
    return f"Each image counted whole: {format_size(apart)}. Each layer counted once, as it is on the disk: {format_size(once)}."


def layer_explorer(
    *images: str,
    title: str = "Each layer once: what made it, what it takes, and which images share it",
) -> LayerExplorer:
    """Show the layers of some images, or of all on this engine, with a box for each image to take it in or out.

    `table` has the columns NUMBER (as in the map), LAYER (twelve digits), SIZE (bytes), CREATED BY, IMAGES.
    https://docs.docker.com/engine/storage/drivers/#images-and-layers
    """
    return LayerExplorer(images, title)
