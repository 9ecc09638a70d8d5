"""The error with which a command of `./course` ends."""


class SetupError(Exception):
    """The command cannot go on: what failed, on what, and what to do next."""
