"""Tables: how they are shown, and how the engine's answers become their rows."""

from .frame import Table as Table
