"""Charts drawn as plain SVG text. Pure: the same tables give the same picture, byte for byte.

No number that depends on a package's version is drawn: heights have four steps, so a picture
replays on another build.
"""

from .layer_map import Layer as Layer
from .layer_map import layer_map as layer_map
from .layer_map import number_layers as number_layers
from .svg import Chart as Chart
from .timeline import SCALES as SCALES
from .timeline import timeline as timeline
