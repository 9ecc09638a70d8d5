"""Names of all kinds of objects, to be drawn at random: the course's, the learner's, and slips.

They are written so that a failing sequence can be read: `yours:web`, `id of yours:web`. What they
mean on the engine is found when a call is made (`playing.py`).
"""

import os
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

MARK = f"own{os.getpid()}"
Draw = SearchStrategy[Any]

NAMES_OF_YOURS = ("web", "web2", "old", "new", "copy", "heir", "guest")
OURS = [f"{MARK}-app", f"{MARK}-db", f"{MARK}-web"]  # the last is a name that the learner has too
YOURS = [f"yours:{name}" for name in NAMES_OF_YOURS]
SLIPS = [
    *("", " ", "nope", "Web", "웹", "--force", "../x", f"{MARK}-app/../{MARK}-web"),
    *("a/b", "$(id)", ";id", "x" * 300),
]
IDS = ("id", "id12", "id4")  # whole, as docker shows it, as one may type it


def one_of(*names: str) -> Draw:
    """Draw one of these names."""
    return st.sampled_from(names)


def one_or_some(name: Draw, most: int, *tables: str) -> Draw:
    """Draw a name, a list of names, or one of these tables."""
    lists = st.lists(name, max_size=most)
    if not tables:
        return st.one_of(name, lists)
    return st.one_of(name, lists, st.sampled_from([f"table {table}" for table in tables]))


ids_of_yours = []
for way in IDS:
    ids_of_yours += [f"{way} of {name}" for name in YOURS]
container = one_of(*OURS * 4, *YOURS * 2, *ids_of_yours, *SLIPS)
containers = one_or_some(
    container,
    3,
    *("ps", "ps all", "ps everything", "ps everything narrowed", "volumes everything"),
)
volume = one_of(f"{MARK}-app", f"{MARK}-db", "volume web", "volume data", *SLIPS)
volumes = one_or_some(volume, 2, "volumes", "volumes everything")
network = one_of(
    *(f"{MARK}-app", "network web", "network net", "id of network net", "bridge", "none"),
    *SLIPS,
)
networks = st.one_of(network, one_of("table networks", "table networks everything"))

IMAGES_OF_YOURS = ("own", "inside", "commit", "heir", "nameless", "alias", "busy")
image = one_of(
    *("busybox", "busybox:arm64"),
    *(f"{MARK}-app", f"{MARK}-app:2", f"{MARK}-base", f"{MARK}-inside:1"),
    *(f"image {name}" for name in IMAGES_OF_YOURS),
    *(f"id of image {name}" for name in IMAGES_OF_YOURS),
    *(f"id12 of image {name}" for name in IMAGES_OF_YOURS),
    *(f"hub image {name}" for name in IMAGES_OF_YOURS),
    *SLIPS,
)
images = one_or_some(
    image, 2, "images", "images everything", "images everything narrowed", "images all"
)
image_to_push = image.filter(lambda name: not name.startswith(MARK))
