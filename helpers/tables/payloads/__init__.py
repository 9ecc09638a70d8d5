"""From what the Engine API answers to the columns and rows of a `Table`: one module an object.

Pure: saved answers test it with no engine. Each `read_...` takes an answer, checks it, and returns
`Rows`; `make_table(*rows, command)` makes the table.
"""

from .containers import read_containers as read_containers
from .df import DF_FIELDS as DF_FIELDS
from .df import read_df as read_df
from .images import read_history as read_history
from .images import read_images as read_images
from .networks import read_networks as read_networks
from .ports import format_ports as format_ports
from .search import read_search as read_search
from .volumes import read_volumes as read_volumes
