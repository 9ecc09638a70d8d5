"""`./course`: the commands, each safe to break off and to run again."""

import argparse
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lab import commands
from lab.base.errors import SetupError


@dataclass(frozen=True)
class Command:
    """A command of `./course`."""

    name: str
    run: Callable[[argparse.Namespace], int]
    summary: str = ""  # without one, the command is for the lessons and is not shown
    options: Callable[[argparse.ArgumentParser], None] | None = None
    takes_more: bool = False  # words that it does not know are not an error, but in `rest`


def _flag(parser: argparse.ArgumentParser, name: str, help_text: str) -> None:
    parser.add_argument(name, action="store_true", help=help_text)


def _lessons(parser: argparse.ArgumentParser) -> None:
    what = "for example 03, or 03-search-and-pull (all)"
    parser.add_argument("lessons", nargs="*", metavar="LESSON", help=what)


def _lab_options(parser: argparse.ArgumentParser) -> None:
    _flag(parser, "--no-browser", "print the address only")
    parser.add_argument("--port", type=int, help="port of JupyterLab (8888, or the next free one)")


def _test_options(parser: argparse.ArgumentParser) -> None:
    parser.usage = (
        "./course test [--all | --mutations | --screenshots | --ways | --ownership N | "
        "--engines [NAME ...]] [words for pytest ...]"
    )
    _flag(parser, "--all", "all tests, as CI runs them: some quarter of an hour")
    _flag(parser, "--mutations", "break things: does replay notice?")
    _flag(parser, "--screenshots", "test in a browser, and keep pictures of it")
    _flag(parser, "--ways", "the other ways to run the course")
    what = "on other versions of the engine (all)"
    parser.add_argument("--engines", nargs="*", metavar="NAME", help=what)
    what = "play so many random sequences of calls"
    parser.add_argument("--ownership", type=int, metavar="N", help=what)


def _replay_options(parser: argparse.ArgumentParser) -> None:
    _lessons(parser)
    _flag(parser, "--alone", "each lesson on an engine without images")
    what = "so many lessons at once, each on an engine of its own"
    parser.add_argument("-n", type=int, default=1, help=what)
    what = "in another order; a number repeats it"
    parser.add_argument("--shuffle", type=int, nargs="?", const=0, help=what)


def _record_options(parser: argparse.ArgumentParser) -> None:
    _lessons(parser)
    _flag(parser, "--times", "write the time it took at the lesson's head")


def _lesson_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("lesson", metavar="LESSON", help="for example 03, or 03-search-and-pull")
    _flag(parser, "--fresh", "begin the lesson anew, and keep what you have under another name")


def _reset_options(parser: argparse.ArgumentParser) -> None:
    _flag(parser, "--all", "stop everything and delete the data folder")


def _bench_options(parser: argparse.ArgumentParser) -> None:
    _flag(parser, "--quick", "fewer objects and rounds: some minutes")
    what = "listing, acting, moving, starting (all)"
    parser.add_argument("parts", nargs="*", metavar="PART", help=what)


def _box_options(parser: argparse.ArgumentParser) -> None:
    _flag(parser, "--no-browser", "print the address only")
    what = "port on 127.0.0.1 (8888, or the next free one)"
    parser.add_argument("--port", type=int, help=what)
    _flag(parser, "--privileged", "with all rights, where the least do not do")
    _flag(parser, "--stop", "end the box, and keep its data")
    _flag(parser, "--remove", "end the box, and delete its data and its image")


FIRST = (
    Command(
        "lab",
        commands.open_lab,
        "set up what is missing, then open the course in JupyterLab",
        _lab_options,
    ),
    Command(
        "test",
        commands.run_tests,
        "set up what is missing, then show that machine and clone work; --all runs all tests",
        _test_options,
        takes_more=True,
    ),
    Command("setup", commands.set_up, "only set up: engine, registry, images, Python packages"),
)
MORE = (
    Command(
        "replay",
        commands.replay,
        "run lessons again and compare each output with the recorded one",
        _replay_options,
    ),
    Command(
        "record",
        commands.record,
        "run lessons and record what the engine said",
        _record_options,
    ),
    Command(
        "lesson",
        commands.put_lesson,
        "where your copy of a lesson is; --fresh begins it anew and keeps the old file",
        _lesson_options,
    ),
    Command("update", commands.update, "fetch the newest course and merge it into your lessons"),
    Command("status", commands.show_status, "what runs now"),
    Command(
        "doctor",
        commands.show_doctor,
        "which engine is used and why, where data is, what is missing",
    ),
    Command(
        "stop",
        commands.stop,
        "end JupyterLab, registry and engine; nothing of them stays on the machine",
    ),
    Command(
        "reset",
        commands.reset,
        "remove what the lessons made on the engine; --all deletes the course's data folder too",
        _reset_options,
    ),
    Command(
        "bench",
        commands.bench,
        "measure the course's words beside docker, the SDK and the engine's own answers",
        _bench_options,
    ),
    Command(
        "box",
        commands.run_box,
        "the whole course in one container, on a machine that has Docker; "
        "--stop ends it, --remove deletes it",
        _box_options,
    ),
    Command(
        "lock",
        commands.lock,
        "make environment.lock anew from environment.yml (for maintainers)",
    ),
)
NOT_SHOWN = (
    Command("merge-lessons", commands.merge_lessons),
    Command("restart-engine", commands.restart_engine),
    Command("second-engine", commands.second_engine, takes_more=True),
)
COMMANDS = {command.name: command for command in (*FIRST, *MORE)}
EVERY = COMMANDS | {command.name: command for command in NOT_SHOWN}


def about() -> str:
    """The list of commands, with what each is for."""
    return "\n".join([*_list(FIRST), "", *_list(MORE), "", "./course COMMAND --help says more."])


def _list(listed: tuple[Command, ...]) -> list[str]:
    return [f"./course {command.name:<10} {command.summary}" for command in listed]


def main() -> int:
    """Run a command; the exit code is 0 only if it did what it says."""
    signal.signal(signal.SIGTERM, _end)
    mask = os.umask(0o022)
    os.umask(mask | 0o022)  # nobody else may write what is made here
    if len(sys.argv) < 2 or sys.argv[1] in ("-h", "--help", "help"):
        print(about())
        return 0
    arguments = _parse()
    try:
        return EVERY[arguments.command].run(arguments)
    except SetupError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(
            f"\nBroken off. Nothing is half made: ./course {arguments.command} goes on from here.",
            file=sys.stderr,
        )
        return 130


def _end(*_: Any) -> None:
    """End as after `kill`: 128 and the number of SIGTERM."""
    sys.exit(143)


def _parse() -> argparse.Namespace:
    """The command line's command and options; `rest` has the words that no option takes."""
    parser = argparse.ArgumentParser(prog="./course", usage=about(), add_help=False)
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND")
    for command in EVERY.values():
        subparser = subparsers.add_parser(command.name, help=argparse.SUPPRESS)
        if command.options is not None:
            command.options(subparser)
    arguments, rest = parser.parse_known_args()
    if rest and not EVERY[arguments.command].takes_more:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    arguments.rest = rest
    return arguments
