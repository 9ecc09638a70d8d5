"""`python -m bench.script LESSON`: the lesson's cells as a plain program, nothing compared."""

import json
import os
import sys
from pathlib import Path

from IPython.core.interactiveshell import InteractiveShell


def main(lesson: Path) -> None:
    """Run all code cells in one process, on past a cell that raises, as some are meant to."""
    os.chdir(lesson.parent)
    shell = InteractiveShell.instance()
    for cell in json.loads(lesson.read_text())["cells"]:
        if cell["cell_type"] == "code":
            shell.run_cell("".join(cell["source"]))


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
