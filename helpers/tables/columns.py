"""What kind of values each column of a table holds: from that follow its type and its display."""

from enum import Enum


class Kind(Enum):
    """A kind of column, and the pandas type of its values."""

    TEXT = "text"
    COMMAND = "command"  # quoted, cut at 20 characters
    ID = "id"  # an id of 64 digits, of which twelve are shown
    LONG_TEXT = "long text"  # cut at 45 characters
    AGE = "age"  # a time of which the age is shown: `2 minutes ago`
    TIME = "time"
    BYTES = "bytes"
    RECLAIMABLE = "reclaimable"  # bytes, and which part of SIZE they are
    COUNT = "count"
    PERCENT = "percent"
    TRUTH = "truth"
    OFFICIAL = "official"  # docker writes `[OK]` or nothing
    ANSWER = "answer"  # shown as Python writes it, because a learner types it so
    ANY = "any"  # values of several types

    @property
    def dtype(self) -> str:
        """The pandas type of a column of this kind."""
        return DTYPES.get(self, "str")


DTYPES = {
    Kind.AGE: "datetime64[s, UTC]",
    Kind.TIME: "datetime64[ns, UTC]",
    Kind.BYTES: "int64",
    Kind.RECLAIMABLE: "int64",
    Kind.COUNT: "int64",
    Kind.PERCENT: "float64",
    Kind.TRUTH: "bool",
    Kind.OFFICIAL: "bool",
    Kind.ANSWER: "object",
    Kind.ANY: "object",
}

_COLUMNS = {
    Kind.COMMAND: ("COMMAND",),
    Kind.ID: ("CONTAINER ID", "IMAGE ID", "NETWORK ID", "IMAGE", "ACTOR ID"),
    Kind.LONG_TEXT: ("DESCRIPTION", "CREATED BY", "ATTRIBUTES"),
    Kind.AGE: ("CREATED",),
    Kind.TIME: ("TIME", "TIMESTAMP"),
    Kind.BYTES: (
        "SIZE", "VIRTUAL SIZE",
        "MEM USAGE", "MEM LIMIT", "NET IN", "NET OUT", "BLOCK IN", "BLOCK OUT",
    ),
    Kind.RECLAIMABLE: ("RECLAIMABLE",),
    Kind.COUNT: (
        "STARS", "TOTAL", "ACTIVE", "STEP", "EXIT CODE", "PIDS",
        "EXERCISES", "PASSED", "HINTS", "SOLUTIONS", "PREDICTIONS", "ANSWERED", "SAME",
        "INCIDENTS", "SOLVED",
    ),
    Kind.PERCENT: ("CPU %", "MEM %"),
    Kind.TRUTH: ("OK", "CACHED"),
    Kind.OFFICIAL: ("OFFICIAL",),
    Kind.ANSWER: ("PREDICTED", "ENGINE", "AGREES"),
    Kind.ANY: ("HOST PORT", "VALUE"),
}  # fmt: skip


def _kind_of_each_column() -> dict[str, Kind]:
    kinds = {}
    for kind, names in _COLUMNS.items():
        kinds.update(dict.fromkeys(names, kind))
    return kinds


KINDS = _kind_of_each_column()


def kind_of(column: str) -> Kind:
    """Return the kind of a column: text, where the course knows nothing else of it."""
    return KINDS.get(column, Kind.TEXT)
