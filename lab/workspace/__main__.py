"""`python -m lab.workspace`: put or merge the learner's copies (in the environment)."""

import argparse
import datetime
import sys
from pathlib import Path

from lab.base import console, paths
from lab.base.errors import SetupError
from lab.workspace.copies import Workspace


def main() -> int:
    """Bring the copies up to date; with `--fresh`, begin one lesson anew."""
    parser = argparse.ArgumentParser(prog="python -m lab.workspace")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--fresh", metavar="LESSON")
    arguments = parser.parse_args()
    today = datetime.datetime.now(tz=datetime.UTC).astimezone()
    workspace = Workspace(arguments.work, paths.LESSONS.parent, today)
    for news in workspace.update():
        console.say(news.text)
    if arguments.fresh:
        console.say(begin_anew(workspace, arguments.fresh))
    return 0


def begin_anew(workspace: Workspace, name: str) -> str:
    """Put one lesson as it is in the clone, and say what became of the learner's."""
    lesson = workspace.lesson(name)
    if lesson is None:
        known = ", ".join(path.stem for path in sorted(paths.LESSONS.glob("*.ipynb")))
        raise SetupError(f"There is no lesson {name}. The lessons are: {known}.")
    return workspace.begin_anew(lesson).text


if __name__ == "__main__":
    try:
        sys.exit(main())
    except SetupError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
