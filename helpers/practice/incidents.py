"""An incident: a fault on the real engine, reported as a colleague would; its cause is named and it is repaired."""

from contextlib import redirect_stdout
from dataclasses import dataclass, field
from io import StringIO

from ..errors import Conflict
from ..images.pulling import pull
from ..tables import Table, make_table
from . import exercises, probes, record, texts
from .causes import observed
from .defer_interrupt import defer_interrupt
from .exercises import LABEL, Text, next_hint, told
from .faults import every
from .faults.fault import Fault
from .incident_cleanup import take_away, trace
from .verdict import NOT_ATTEMPTED, NOT_YET, PASSED, Verdict, not_yet, passed, untouched

_open: dict[
    str, "Incident"
] = {}  # of this session: called again, an incident takes back its earlier self


@dataclass
class Incident:
    """An incident as a learner meets it: `.causes()`, `.cause("...")`, `.check()`, `.hint()`, `.solution()`.

    `given` is what only the injection knows, `seen` what the engine showed then, `trace` what stood there then.
    """

    fault: Fault
    given: dict = field(default_factory=dict)
    seen: dict = field(default_factory=dict)
    trace: tuple = ()
    named: bool = False
    repaired: bool = False
    hinted: int = 0

    @property
    def texts(self) -> dict:
        """The texts of this incident."""
        return texts.section("incidents", self.fault.key)[1]

    def causes(self) -> Table:
        """List what the cause can be: the same candidates for each incident, most of them wrong.

        Columns: CAUSE (the word for `.cause(...)`), MEANING.
        """
        known = texts.of_language(texts.language())[self.fault.lesson]["causes"]
        rows = [
            [key, own["meaning"].replace("`", "")] for key, own in known.items()
        ]  # a table is no Markdown
        return make_table(["CAUSE", "MEANING"], rows)

    def cause(self, word) -> Text:
        """Say which cause you think it is; `...` is no answer. A wrong one is told what speaks against it.

        Errors: CourseError (no such cause).
        """
        return self.judged(word)[1]

    def judged(self, word) -> tuple[Verdict, Text]:
        """Give the verdict on a named cause, and its text."""
        if word is ...:
            found = untouched("no_cause")
            return found, told(found, self._says())
        _, own = texts.section("causes", str(word))
        if word != self.fault.cause:
            found = Verdict(NOT_YET, "against", self.seen)
            return found, told(found, {"says": {"against": own["against"]}})
        self.named = True
        self._note(cause=word)
        found = passed(meaning=own["meaning"])
        return found, told(found, {"says": {"passed": self._says()["says"]["named"]}})

    def check(self) -> Text:
        """Look at the engine and say: as it was, not yet repaired (and what is there), or repaired."""
        return self.verdict()[1]

    def verdict(self) -> tuple[Verdict, Text]:
        """Give the verdict on the repair, and its text."""
        found = self.fault.check(self.given)
        if found.kind == PASSED:
            self.repaired = True
            self._note()
        elif trace(self.fault) == self.trace:
            found = untouched("as_it_was")
        elif found.kind == NOT_ATTEMPTED:  # the sick one is gone, nothing stands in its place
            found = not_yet("removed" if self.trace[0] else found.key, **found.facts)
        own = self.texts
        said = self._says()["says"] | own.get("says", {})
        text = told(found, {"says": said})
        if found.kind == PASSED and not self.named:
            text = Text(f"{text.text} {said['unnamed']}")
        return found, text

    def hint(self) -> Text:
        """Show the next hint; the last one stays."""
        self.hinted += 1
        return next_hint("incidents", self.fault.key, self.hinted)

    def solution(self) -> Text:
        """Show the cause, the calls that show it, and one repair."""
        record.note("incidents", self.fault.key, solution=True)
        meaning = texts.section("causes", self.fault.cause)[1]["meaning"]
        facts = {"cause": self.fault.cause, "meaning": meaning}
        facts |= {"find": self.fault.find.strip(), "repair": self.fault.repair.strip()}
        return Text(self._says()["solution"].format(**facts).strip())

    def clear(self) -> None:
        """Take away what was brought in, and what stands under its names by now; the engine is as before.

        Nothing of the learner's own goes: on a borrowed engine only what has the course's label.
        """
        with defer_interrupt():
            take_away(self.fault, self.given)
        _open.pop(self.fault.key, None)

    def _says(self) -> dict:
        """The texts that all incidents share."""
        return texts.of_language(texts.language())[self.fault.lesson]["incident"]

    def _note(self, **what) -> None:
        """Keep what was reached; an incident is solved when its cause is named and it is repaired."""
        both = {"passed": True} if self.named and self.repaired else {}
        if what or both:
            record.note("incidents", self.fault.key, **what, **both)

    def _text(self) -> str:
        own = self.texts
        return (
            self._says()["report"]
            .format(title=own["title"], symptom=own["symptom"].strip())
            .strip()
        )

    def __repr__(self) -> str:
        """Show the report as plain text."""
        return repr(Text(self._text()))

    def _repr_markdown_(self) -> str:
        return self._text()


def incident(key: str) -> Incident:
    """Bring a fault in, on the real engine, and show how a colleague reports it: find its cause and repair it.

    `.causes()` lists the candidates, `.cause("...")` takes your answer, `.check()` looks whether it is repaired,
    `.clear()` takes it away again. Broken off, it leaves nothing. Errors: CourseError (no such incident), Conflict (a
    container of yours has a name that it needs).
    """
    texts.section("incidents", key)  # its error names those that there are
    if key in _open:
        _open[key].clear()
    case = Incident(every()[key])
    _bring(case)
    _open[key] = case
    return case


def _bring(case: Incident) -> None:
    fault, brought = case.fault, []
    exercises.clear(fault.key)
    for name in fault.boxes:
        if probes.container(name):
            raise Conflict(
                f'The incident needs the name {name}: dk.rm("{name}", force=True) removes what has it now.'
            )
    try:
        with redirect_stdout(StringIO()):
            for image in fault.images:
                if probes.image(image) is None:
                    brought.append(image)
                    pull(image)
            with defer_interrupt():
                fault.inject(f"{LABEL}={fault.key}", case.given)
                case.given["brought"] = brought + case.given.get("brought", [])
                case.seen = observed(fault.boxes[0], fault.peer, case.given.get("said", ""))
                case.trace = trace(fault)
    except BaseException:
        case.given["brought"] = brought + case.given.get("brought", [])
        case.clear()
        raise
