"""Tables: how they are shown, and how the engine's answers become their rows."""

from .table import Table as Table
from .table import make_table as make_table
