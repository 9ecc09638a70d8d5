"""`./course` runs this folder."""

import sys
from pathlib import Path

sys.path[0] = str(
    Path(__file__).resolve().parent.parent
)  # so that `lab` is a package, wherever the command is typed

from lab.cli import main  # noqa: E402  (the line above has to come first)

sys.exit(main())
