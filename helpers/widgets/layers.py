"""A layer explorer: which images share which layers, and what each layer was made by."""

import re

import ipywidgets

from .. import charts
from ..images.history import layers as list_layers
from ..images.listing import images as list_images
from ..tables import Table, make_table
from ..tables.units import format_size
from .view import View

COLUMNS = ["NUMBER", "LAYER", "SIZE", "CREATED BY", "IMAGES"]
HASHED_SOURCE = re.compile(r"\b(file|multi|dir):\w+")  # the builder's hash, which names no file
NO_COMMAND = "/bin/sh -c #(nop)"  # before a step that ran nothing


class LayerExplorer(View):
    """See `layer_explorer`."""

    def __init__(self, names: tuple[str, ...], title: str) -> None:
        """List the images if none were named, and look into them."""
        self.names = names
        self.frames: dict[str, Table] = {}
        self.boxes = ipywidgets.HBox()
        self.boxes.layout.flex_flow = "row wrap"
        refresh = self.button("refresh", "look again at all images", self.again)
        super().__init__(title, [self.boxes, refresh])

    def again(self) -> None:
        """Forget what was read, for a name may have moved to another image."""
        self.frames = {}
        self.boxes.children = ()
        self.refresh()

    def refresh(self) -> None:
        """Look into the ticked images that were not looked into yet: two requests each."""
        if not self.boxes.children:
            names = self.names or image_names(list_images())
            self.boxes.children = [self._tick_box(name) for name in names]
        chosen = [box.description for box in self.boxes.children if box.value]
        for name in chosen:
            if name not in self.frames:
                self.frames[name] = list_layers(name)
        frames = {name: self.frames[name] for name in chosen}
        commands = [frame.attrs["command"] for frame in frames.values()]
        layers = layer_table(frames)
        self.show("; ".join(commands), layers, charts.layer_map(frames).svg)
        self.say(total_sizes(frames, layers))

    def _tick_box(self, name: str) -> ipywidgets.Checkbox:
        """Make the box that takes an image in or out."""
        tip = f"show the layers of {name}"
        box = ipywidgets.Checkbox(description=name, value=True, indent=False, tooltip=tip)
        box.layout.width = "auto"
        self.refresh_after_change_of(box)
        return box


def image_names(images: Table) -> list[str]:
    """Name the images of a listing; `latest` is left out, as it is when one types."""
    names = []
    for repository, tag in zip(images["REPOSITORY"], images["TAG"], strict=True):
        if "<none>" in (repository, tag):
            continue
        names.append(repository if tag == "latest" else f"{repository}:{tag}")
    return names


def layer_table(frames: dict[str, Table]) -> Table:
    """List each layer once, with all images that use it. Pure."""
    rows = []
    for layer in charts.number_layers(frames):
        first_image = layer.images[0]
        found = frames[first_image].iloc[layer.level]
        digest = found["LAYER"].removeprefix("sha256:")[:12]
        step = _readable_step(found["CREATED BY"])
        rows.append([layer.number, digest, found["SIZE"], step, ", ".join(layer.images)])
    return make_table(COLUMNS, rows)


def _readable_step(created_by: str) -> str:
    step = HASHED_SOURCE.sub(r"\1:...", created_by)
    return step.removeprefix(NO_COMMAND).strip()


def total_sizes(frames: dict[str, Table], layers: Table) -> str:
    """Say what the images take, each counted whole, and with each layer counted once. Pure."""
    whole = sum(int(frame["SIZE"].sum()) for frame in frames.values())
    once = int(layers["SIZE"].sum())
    return (
        f"Each image counted whole: {format_size(whole)}."
        f" Each layer counted once, as it is on the disk: {format_size(once)}."
    )


def layer_explorer(
    *images: str,
    title: str = "Each layer once: what made it, what it takes, and which images share it",
) -> LayerExplorer:
    """Show the layers of images, and which they share (`docker history`, `docker inspect`).

    Each image has a box that takes it in or out.

    Parameters:
        images (str): The images; without any, all on this engine.
        title (str): What stands above the picture. Not docker's.

    Returns:
        The view. Its `table` has the columns NUMBER (text, as in the picture), LAYER (text, twelve
        digits), SIZE (bytes), CREATED BY (text), IMAGES (text).

    https://docs.docker.com/engine/storage/drivers/#images-and-layers
    """
    return LayerExplorer(images, title)
