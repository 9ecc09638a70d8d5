"""The layer map: which image uses which layer, and which layers are shared."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from .svg import EDGE, FOOT, HATCHED, INK, WHITE, Canvas, Chart, text_at

WIDTH = 130  # of a column
GAP = 10  # between columns, and between boxes
# A layer smaller than so many bytes is so high.
HEIGHTS = [(1_000_000, 22), (30_000_000, 34), (150_000_000, 60)]
HIGHEST = 110

# A layer's digest with those of all layers below it, the lowest first. An engine keeps a layer
# once only where all below it is the same too.
Chain = tuple[str, ...]


@dataclass(frozen=True)
class Layer:
    """A layer of one or several images."""

    number: str  # as it is drawn: `L1`
    chain: Chain
    images: list[str]
    size: int

    @property
    def level(self) -> int:
        """How many layers are below it."""
        return len(self.chain) - 1

    @property
    def is_shared(self) -> bool:
        """Whether several images use it."""
        return len(self.images) > 1

    @property
    def label(self) -> str:
        """What is written on it: its number, and how many images share it."""
        return f"{self.number} x{len(self.images)}" if self.is_shared else self.number

    @property
    def height(self) -> int:
        """How high it is drawn, in four steps by its size."""
        for limit, height in HEIGHTS:
            if self.size < limit:
                return height
        return HIGHEST


Stack = list[Layer]  # an image's layers, the lowest first


@dataclass
class Run:
    """One layer in neighbouring columns."""

    layer: Layer
    first: int
    count: int

    @property
    def end(self) -> int:
        """The column behind the last."""
        return self.first + self.count


def layer_map(
    frames: Mapping[str, pd.DataFrame],
    *,
    title: str = "The layers of each image, the lowest at the bottom",
) -> Chart:
    """Draw which image uses which layer: a column for each image, a box for each layer.

    A layer that neighbours share is one wide box. Shared boxes are hatched and say by how many
    images they are used (`x4`); a box is the higher the more its layer takes, in four steps.

    Parameters:
        frames (dict[str, DataFrame]): For each image its table from `dk.layers`.
        title (str): The title, for those who cannot see the picture.

    Returns:
        A chart; as text it lists the layers with their images.

    https://docs.docker.com/engine/storage/drivers/#images-and-layers
    """
    layers = number_layers(frames)
    stacks = _stacks(frames, layers)
    bottom = EDGE + max((_height_of(stack) for stack in stacks), default=0)
    parts = _draw_boxes(stacks, bottom)
    for column, name in enumerate(frames):
        parts.append(text_at(_left_of(column) + WIDTH / 2, bottom + 20, name, "bold"))
    lines = [f"{layer.number}: {', '.join(layer.images)}" for layer in layers]
    width = 2 * EDGE + len(stacks) * (WIDTH + GAP) - GAP
    return Canvas(width, bottom + FOOT, "layers").draw(parts, title, "\n".join([title, *lines]))


def number_layers(frames: Mapping[str, pd.DataFrame]) -> list[Layer]:
    """Number all layers, each once: by level from below, then in the order of the images."""
    chains = {name: _chains_of(frame) for name, frame in frames.items()}
    layers: list[Layer] = []
    for chain in _from_below(list(chains.values())):
        images = [name for name, own in chains.items() if chain in own]
        level = len(chain) - 1
        size = int(frames[images[-1]]["SIZE"].iloc[level])
        layers.append(Layer(f"L{len(layers) + 1}", chain, images, size))
    return layers


def _chains_of(frame: pd.DataFrame) -> list[Chain]:
    digests = list(frame["LAYER"])
    return [tuple(digests[: level + 1]) for level in range(len(digests))]


def _from_below(chains: list[list[Chain]]) -> list[Chain]:
    """Order the chains of all images by level, then by image, each once."""
    found: dict[Chain, None] = {}
    for level in range(max(map(len, chains), default=0)):
        for own in chains:
            if level < len(own):
                found[own[level]] = None
    return list(found)


def _stacks(frames: Mapping[str, pd.DataFrame], layers: list[Layer]) -> list[Stack]:
    by_chain = {layer.chain: layer for layer in layers}
    stacks = []
    for frame in frames.values():
        stacks.append([by_chain[chain] for chain in _chains_of(frame)])
    return stacks


def _height_of(stack: Stack) -> int:
    return sum(layer.height + GAP for layer in stack)


def _left_of(column: int) -> int:
    return EDGE + column * (WIDTH + GAP)


def _draw_boxes(stacks: list[Stack], bottom: int) -> list[str]:
    """Draw all layers, level by level from below."""
    boxes = []
    # Where the next box of each column stands. Neighbours that share a box share all below it, so
    # they have one floor.
    floors = [bottom - GAP] * len(stacks)
    for level in range(max(map(len, stacks), default=0)):
        for run in _runs(stacks, level):
            top = floors[run.first] - run.layer.height
            boxes.append(_draw_box(run, top))
            for column in range(run.first, run.end):
                floors[column] = top - GAP
    return boxes


def _runs(stacks: list[Stack], level: int) -> Iterator[Run]:
    """Find the neighbours that have the same layer at this level."""
    run: Run | None = None
    for column, stack in enumerate(stacks):
        if level >= len(stack):
            continue
        layer = stack[level]
        if run and run.layer is layer and run.end == column:
            run.count += 1
            continue
        if run:
            yield run
        run = Run(layer, column, 1)
    if run:
        yield run


def _draw_box(run: Run, top: int) -> str:
    left = _left_of(run.first)
    width = run.count * (WIDTH + GAP) - GAP
    height = run.layer.height
    middle = left + width / 2
    fill = HATCHED if run.layer.is_shared else WHITE
    box = (
        f'<rect x="{left}" y="{top}" width="{width}" height="{height}" rx="4"'
        f' fill="{fill}" stroke="{INK}"/>'
    )
    plate = ""  # under the label, which could not be read on hatching
    if run.layer.is_shared:
        plate = (
            f'<rect x="{middle - 30:g}" y="{top + height / 2 - 9:g}" width="60" height="18"'
            f' fill="{WHITE}"/>'
        )
    return box + plate + text_at(middle, top + height / 2 + 5, run.layer.label)
