"""`./course`: the commands, each safe to break off and to run again."""

import argparse
import os
import signal
import subprocess
import sys
import time
from contextlib import nullcontext

from lab import doctor, jupyter
from lab.base import console, daemon, data_folder, files, paths, processes, rootless
from lab.base.errors import SetupError
from lab.base.lock import setup_lock
from lab.base.steps import Step, run_steps
from lab.box.box import Box, say
from lab.engine import choose, client, private, second_host
from lab.images import build, inventory
from lab.install import apt, environment
from lab.maintain import engine_matrix, isolated
from lab.registry import server as registry

ABOUT = """\
./course lab        set up what is missing, then open the course in JupyterLab
./course test       set up what is missing, then run all tests
./course setup      only set up: engine, registry, images, Python packages

./course replay     run lessons again and compare each output with the recorded one
./course record     run lessons and record what the engine said
./course status     what runs now
./course doctor     which engine is used and why, where data is, what is missing
./course stop       end JupyterLab, registry and engine; nothing of them stays on the machine
./course reset      remove what the lessons made on the engine; --all deletes the course's data folder too
./course bench      measure the course's words beside docker, the SDK and the engine's own answers
./course box        the whole course in one container, on a machine that has Docker; --stop ends it, --remove deletes it
./course lock       make environment.lock anew from environment.yml (for maintainers)

./course COMMAND --help says more."""


def main() -> int:
    """Run one command; its exit code is 0 only if it did what it says."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    os.umask(os.umask(0o022) | 0o022)  # nobody else may write what is made here
    parser = argparse.ArgumentParser(prog="./course", usage=ABOUT, add_help=False)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    add = {name: commands.add_parser(name, help=argparse.SUPPRESS) for name in (*COMMANDS, *HIDDEN)}
    add["lab"].add_argument("--no-browser", action="store_true", help="print the address only")
    add["lab"].add_argument(
        "--port", type=int, help="port of JupyterLab (8888, or the next free one)"
    )
    add["test"].usage = (
        "./course test [--mutations | --screenshots | --ways | --ownership N | --engines [NAME ...]] "
        "[words for pytest ...]"
    )
    add["test"].add_argument(
        "--mutations", action="store_true", help="break things: does replay notice?"
    )
    add["test"].add_argument(
        "--screenshots", action="store_true", help="test in a browser, and keep pictures of it"
    )
    add["test"].add_argument("--ways", action="store_true", help="the other ways to run the course")
    add["test"].add_argument(
        "--engines", nargs="*", metavar="NAME", help="on other versions of the engine (all)"
    )
    add["test"].add_argument(
        "--ownership", type=int, metavar="N", help="play so many random sequences of calls"
    )
    for name in ("replay", "record"):
        add[name].add_argument(
            "lessons",
            nargs="*",
            metavar="LESSON",
            help="for example 03, or 03-search-and-pull (all)",
        )
    add["record"].add_argument(
        "--times", action="store_true", help="write the time it took at the lesson's head"
    )
    add["replay"].add_argument(
        "--alone", action="store_true", help="each lesson on an engine without images"
    )
    add["replay"].add_argument(
        "-n", type=int, default=1, help="so many lessons at once, each on an engine of its own"
    )
    add["replay"].add_argument(
        "--shuffle", type=int, nargs="?", const=0, help="in another order; a number repeats it"
    )
    add["reset"].add_argument(
        "--all", action="store_true", help="stop everything and delete the data folder"
    )
    add["box"].add_argument("--no-browser", action="store_true", help="print the address only")
    add["box"].add_argument(
        "--port", type=int, help="port on 127.0.0.1 (8888, or the next free one)"
    )
    add["box"].add_argument(
        "--privileged", action="store_true", help="with all rights, where the least do not do"
    )
    add["box"].add_argument("--stop", action="store_true", help="end the box, and keep its data")
    add["box"].add_argument(
        "--remove", action="store_true", help="end the box, and delete its data and its image"
    )
    add["bench"].add_argument(
        "--quick", action="store_true", help="fewer objects and rounds: some minutes"
    )
    add["bench"].add_argument(
        "parts", nargs="*", metavar="PART", help="listing, acting, moving, starting (all)"
    )
    if len(sys.argv) < 2 or sys.argv[1] in ("-h", "--help", "help"):
        print(ABOUT)
        return 0
    arguments, rest = parser.parse_known_args()
    arguments.rest = rest
    if rest and arguments.command not in (
        "test",
        "second-engine",
    ):  # what `test` does not know is for pytest
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    try:
        return (COMMANDS | HIDDEN)[arguments.command](arguments) or 0
    except SetupError as stop:
        print(f"\n{stop}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(
            f"\nBroken off. Nothing is half made: ./course {arguments.command} goes on from here.",
            file=sys.stderr,
        )
        return 130


def setup(arguments: argparse.Namespace) -> int:
    """Set up all that is missing, and say what to do next."""
    prepare()
    console.say("\nAll is set up. Next:  ./course lab")
    return 0


def prepare(*, browser: bool = False) -> None:
    """Packages, engine, registry, images, Python environment, a browser for tests: what is missing, side by side."""
    begun = time.monotonic()
    with setup_lock("setting up"):
        own = choose.choose()[1] == "private"
        lacking = apt.missing(own_engine=own, browser=browser)
        if (
            own
            and os.geteuid() != 0
            and (lacking or (not daemon.pid("dockerd") and rootless.gaps(rootless.facts())))
        ):
            private.refuse_without_root(lacking)
        if not lacking:
            start_services()
        steps = []
        if lacking:
            steps.append(
                Step("packages", f"installing {' '.join(lacking)}", lambda: apt.install(lacking))
            )
            steps.append(
                Step("services", "starting engine and registry", start_services, ("packages",))
            )
        if not environment.ready():
            after = ("packages",) if any("venv" in name for name in lacking) else ()
            steps.append(Step("python", "installing the Python packages", environment.make, after))
        if browser and not environment.browser_ready():
            after = ("python",) if not environment.ready() else ()
            steps.append(
                Step("browser", "installing what drives a browser", environment.make_browser, after)
            )
        if lacking or not inventory.ready():
            steps += build.steps(("services",) if lacking else ())
        if steps:
            console.say(f"Setting up the course (data: {paths.data()})")
            run_steps(steps)
            console.say(f"Set up in {time.monotonic() - begun:.0f} s.")
    host, kind = choose.choose()
    if kind == "borrowed":
        console.say(
            f"The engine at {host} is not the course's own: the course touches only what it made itself there."
        )


def start_services() -> None:
    """Engine, registry and index: start those that do not run."""
    private.need_short_path()
    registry.start()
    private.start()


def lab(arguments: argparse.Namespace) -> int:
    """Set up what is missing, then run JupyterLab."""
    prepare()
    os.environ.update(lesson_environment())
    return jupyter.serve(arguments.port, not arguments.no_browser)


def test(arguments: argparse.Namespace) -> int:
    """Set up what is missing, then run all tests, or those on other engines, or the mutations."""
    prepare(browser=True)
    if arguments.engines is not None:
        return engine_matrix.test(arguments.engines, arguments.rest)
    if arguments.mutations:
        return run_python("-m", "pytest", "tests/engine/replay/mutations.py", "-s", *arguments.rest)
    if arguments.ownership:
        os.environ["COURSE_OWNERSHIP"] = str(arguments.ownership)
        return run_python(
            "-m", "pytest", "tests/engine/borrowed/test_ownership.py", "-s", *arguments.rest
        )
    if arguments.ways:
        ways = sorted(str(path) for path in (paths.CLONE / "tests" / "platforms").glob("ways_*.py"))
        return run_python("-m", "pytest", *ways, *arguments.rest)
    if arguments.screenshots:
        os.environ["COURSE_SCREENSHOTS"] = str(paths.LESSONS.parent / "pictures")
        arguments.rest = arguments.rest or ["tests/browser/test_browser.py"]
    if arguments.rest:
        return run_python("-m", "pytest", *arguments.rest)
    failed, two = [], isolated.possible()
    for (title, words), (other, more) in parts(two):
        with isolated.BackgroundRun(*more) if two else nullcontext() as beside:
            console.say(f"\n== {title}")
            failed += [title] if run("./course", *words) else []
            console.say(f"\n== {other}" + (" (on an engine beside, meanwhile)" if two else ""))
            failed += [other] if (beside.end() if two else run("./course", *more)) else []
    console.say(
        f"\nFailed: {'; '.join(failed)}" if failed else "\nAll tests passed. Next:  ./course lab"
    )
    return 1 if failed else 0


def parts(two: bool) -> list:
    """What `test` runs, in pairs that take as long as each other; where two engines can be, both at once."""
    half = [
        "tests/engine/practice/test_checks.py",
        "tests/engine/borrowed/test_ownership.py",
        "tests/engine/words/test_security.py",
        "tests/platforms",
    ]
    rest = [f"--ignore={name}" for name in half]
    return [
        (
            (
                "style, pure tests, engine, oracle, learners, incidents, fuzz, browser",
                ("test", "-q", *rest),
            ),
            ("exercises, ownership, security, weather", ("test", "-q", *half)),
        ),
        (
            ("strict replay, in order", ("replay",)),
            (
                "strict replay, each lesson alone",
                ("replay", "--alone", *(("-n", "2") if two else ())),
            ),
        ),
    ]


def replay(arguments: argparse.Namespace) -> int:
    """Run lessons and compare each output with the recorded one, strictly."""
    prepare()
    words = ["--alone"] if arguments.alone else []
    words += ["-n", str(arguments.n)] if arguments.n > 1 else []
    words += ["--shuffle", str(arguments.shuffle)] if arguments.shuffle is not None else []
    return run_python("-m", "lab.maintain.replay", *words, *arguments.lessons)


def record(arguments: argparse.Namespace) -> int:
    """Run lessons and record their outputs."""
    prepare()
    return run_python(
        "-m", "lab.maintain.record", *(["--times"] if arguments.times else []), *arguments.lessons
    )


def bench(arguments: argparse.Namespace) -> int:
    """Measure how fast the words of helpers are, on the course's own engine."""
    prepare()
    return run_python("-m", "bench", *(["--quick"] if arguments.quick else []), *arguments.parts)


def box(arguments: argparse.Namespace) -> int:
    """Run the whole course in one container on an engine of this machine, or end it."""
    mine = Box()
    with setup_lock("working on the box"):
        if arguments.stop or arguments.remove:
            done = mine.remove() if arguments.remove else mine.stop()
            console.say(
                "\n".join(done) if done else "There is nothing of the box to end or to remove."
            )
            return 0
        mine.start(arguments.port, arguments.privileged)
    say(mine.wait(), not arguments.no_browser)
    return 0


def status(arguments: argparse.Namespace) -> int:
    """Say what runs; the exit code is 0 when engine and registry do."""
    rows = [
        ("engine", "dockerd"),
        ("registry", "registry"),
        ("search index", "index"),
        ("JupyterLab", "jupyter"),
    ]
    for title, name in rows:
        number = daemon.pid(name)
        text = (
            f"runs (pid {number}, {processes.resident(number) / 1e6:.0f} MB resident)"
            if number
            else "does not run"
        )
        console.say(f"{title:<13} {text}")
    if paths.in_box():
        console.say("\nThis is the box: a container, with an engine of its own.")
    host, kind = choose.choose()
    up = client.answers(host) and registry.answers()
    console.say(
        f"\nEngine in use: {host} ({kind}), {'answers' if client.answers(host) else 'does not answer'}"
    )
    if url := jupyter.running():
        console.say(f"JupyterLab:    {url}")
    console.say("" if up else "Next:  ./course lab")
    return 0 if up else 1


def show_doctor(arguments: argparse.Namespace) -> int:
    """Say which engine is used and why, where data is, and what is missing; exit code 1 if something is."""
    return doctor.main()


def stop(arguments: argparse.Namespace) -> int:
    """End JupyterLab, registry and engine, and take away what they left on the machine."""
    with setup_lock("stopping"):
        done = jupyter.stop() + second_host.stop() + registry.stop() + private.stop()
    console.say("\n".join(done) if done else "Nothing of the course runs.")
    console.say(
        "\nThe course's data is kept. Next:  ./course lab  goes on,  ./course reset --all  deletes it."
    )
    return 0


def reset(arguments: argparse.Namespace) -> int:
    """Remove what the lessons made; with --all, everything but the clone."""
    if not arguments.all:
        return _reset()
    folder = paths.data()
    if folder.exists() and not data_folder.is_marked():
        raise SetupError(
            f"{folder} does not look like the course's data folder ({data_folder.MARK} is not in it): nothing was deleted."
        )
    _leave_borrowed()
    stop(arguments)
    if folder.exists():
        size = data_folder.size()
        rootless.remove(folder)
        console.say(
            f"Deleted {folder} ({size} MB). The Python packages are in {environment.VENV}; delete it too if you like."
        )
    return 0


def _reset() -> int:
    with setup_lock("resetting"):
        start_services()
    code = (
        "import sys, helpers; gone = helpers.reset(images=True)\n"
        "print(gone.to_string() if len(gone) else 'The engine has nothing that the course made.')\n"
        "sys.exit(bool(gone.attrs['left']))"
    )
    return run_python("-c", code)


def _leave_borrowed() -> None:
    """Take what the course made off an engine that it borrows: with the data folder goes the mark to know it by."""
    told = files.read(paths.data() / "engine.json")
    for host in data_folder.borrowed_hosts() if paths.data().exists() else ():
        if host != told.get("host") and client.answers(host) and choose.holds(host):
            raise SetupError(
                f"The engine at {host}, where the course worked earlier, still has what it made there, so the data "
                f"folder stays too. `DOCKER_HOST={host} ./course reset` removes it from there; then do this again."
            )
    if told.get("kind") != "borrowed":
        return
    os.environ["COURSE_DOCKER_HOST"] = told["host"]
    if not environment.ready() or not client.answers(told["host"]):
        label = f"course.docker={told.get('learner')}"
        console.say(
            f"What the course made on the engine at {told['host']} stays there, with the label {label}."
        )
    elif _reset():
        raise SetupError(
            f"The engine at {told['host']} keeps some of what the course made there, so the data folder stays too: "
            "what it keeps is named above. Remove what uses it, and do this again."
        )
    else:
        console.say("\n".join(Box().remove()))


def lock(arguments: argparse.Namespace) -> int:
    """Make environment.lock anew."""
    environment.make()
    environment.lock()
    console.say("environment.lock is made anew. Next:  ./course test")
    return 0


def restart_engine(arguments: argparse.Namespace) -> int:
    """For the lesson on restart policies: end the course's own engine and start it again."""
    private.restart()
    return 0


def second_engine(arguments: argparse.Namespace) -> int:
    """For the lesson on folders that hosts share: lend a second engine beside the course's own, and end it."""
    return second_host.main(arguments.rest)


COMMANDS = {
    "lab": lab,
    "test": test,
    "setup": setup,
    "replay": replay,
    "record": record,
    "status": status,
    "doctor": show_doctor,
    "stop": stop,
    "reset": reset,
    "bench": bench,
    "box": box,
    "lock": lock,
}
HIDDEN = {"restart-engine": restart_engine, "second-engine": second_engine}  # what lessons ask for


def run_python(*words: str) -> int:
    """Run the environment's Python in the clone, with the engine's address; return its exit code."""
    return run(str(environment.python()), *words)


def run(*words: str) -> int:
    """Run a program in the clone, with the engine's address; return its exit code.

    Broken off, it is told so and waited for: it may have engines of its own to end.
    """
    child = subprocess.Popen(words, cwd=paths.CLONE, env=os.environ | lesson_environment())
    try:
        return child.wait()
    except BaseException:  # Ctrl-C in a terminal reaches the child too; an end by `kill` does not
        child.terminate()
        child.wait()
        raise


def lesson_environment() -> dict[str, str]:
    """What the lessons and tests find in their environment: the engine's address, and nothing of another Python."""
    host, _ = choose.choose()
    return {"COURSE_DOCKER_HOST": host, "DOCKER_HOST": host, "COURSE_DATA": str(paths.data())}
