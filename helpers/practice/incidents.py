"""Incidents as a learner meets them: a fault on the real engine, reported as a colleague would."""

from contextlib import redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

from ..errors import Conflict
from ..images.pulling import pull
from ..tables import Table, make_table
from . import probes, record, texts
from .conditions import first_unmet
from .defer_interrupt import defer_interrupt
from .exercises import Judgement
from .faults import every_fault
from .faults.fault import Fault, Injection
from .incident_cleanup import Trace, take_away, trace
from .observation import Observation, observe
from .task_cleanup import remove_brought
from .telling import Text, explain, next_hint
from .verdict import NOT_ATTEMPTED, NOT_YET, PASSED, Diagnosis, Verdict, passed

KIND = "incidents"  # the name of their section in the texts and in the record

_open: dict[
    str, "Incident"
] = {}  # of this session: called again, an incident ends its earlier self


@dataclass
class Incident:
    """An incident: `.causes()`, `.cause("...")`, `.check()`, `.hint()`, `.solution()`, `.clear()`.

    Attributes:
        fault: What is wrong, and what repairs it.
        injection: What was brought in.
        seen: What the engine showed of it then.
        trace: What stood under its names then.
        is_named: Whether the learner has named the cause.
        is_repaired: Whether a check has passed.
    """

    fault: Fault
    injection: Injection
    seen: Observation
    trace: Trace = field(default_factory=Trace)
    is_named: bool = False
    is_repaired: bool = False
    hints_seen: int = 0

    @property
    def texts(self) -> dict[str, Any]:
        """The texts of this incident."""
        _, own_texts = texts.section(KIND, self.fault.key)
        return own_texts

    def causes(self) -> Table:
        """List what the cause can be: the same candidates for each incident, most of them wrong.

        Columns: CAUSE (the word for `.cause(...)`), MEANING.
        """
        rows = []
        for cause, cause_texts in self._lesson_texts()["causes"].items():
            meaning = cause_texts["meaning"].replace("`", "")  # a table is no Markdown
            rows.append([cause, meaning])
        return make_table(["CAUSE", "MEANING"], rows)

    def cause(self, word: object) -> Text:
        """Say which cause you think it is; `...` is no answer.

        A wrong one is told what speaks against it. Errors: CourseError (no such cause).
        """
        return self.judged(word).text

    def judged(self, word: object) -> Judgement:
        """Give the verdict on a named cause, and its text."""
        shared = self._shared_texts()
        if word is ...:
            verdict = Verdict(NOT_ATTEMPTED, Diagnosis("no_cause"))
            return Judgement(verdict, explain(verdict, shared))
        _, cause_texts = texts.section("causes", str(word))
        if word != self.fault.cause:
            verdict = Verdict(NOT_YET, Diagnosis("against", self.seen.facts()))
            return Judgement(verdict, explain(verdict, _says(against=cause_texts["against"])))
        self.is_named = True
        record.note(KIND, self.fault.key, cause=word)
        self._note_if_solved()
        verdict = passed(meaning=cause_texts["meaning"])
        return Judgement(verdict, explain(verdict, _says(passed=shared["says"]["named"])))

    def check(self) -> Text:
        """Look at the engine and say: as it was, not yet repaired and why, or repaired."""
        return self.verdict().text

    def verdict(self) -> Judgement:
        """Look at the engine and give the verdict on the repair, and its text."""
        verdict = self._look()
        if verdict.kind == PASSED:
            self.is_repaired = True
            self._note_if_solved()
        shared = self._shared_texts()["says"]
        text = explain(verdict, _says(**shared | self.texts.get("says", {})))
        if verdict.kind == PASSED and not self.is_named:
            text = Text(f"{text.text} {shared['unnamed']}")
        return Judgement(verdict, text)

    def _look(self) -> Verdict:
        unmet = first_unmet(self.fault.conditions, self.injection)
        if unmet is None:
            return passed()
        if trace(self.fault) == self.trace:
            return Verdict(NOT_ATTEMPTED, Diagnosis("as_it_was"))
        diagnosis = unmet.diagnosis
        if diagnosis.key == "no_container" and self.trace.has_the_reported_container:
            diagnosis = Diagnosis("removed", diagnosis.facts)
        return Verdict(NOT_YET, diagnosis, unmet.condition)

    def hint(self) -> Text:
        """Show the next hint; the last one stays."""
        self.hints_seen += 1
        return next_hint(KIND, self.fault.key, self.hints_seen)

    def solution(self) -> Text:
        """Show the cause, the calls that show it, and one repair."""
        record.note(KIND, self.fault.key, solution=True)
        _, cause_texts = texts.section("causes", self.fault.cause)
        solution = self._shared_texts()["solution"].format(
            cause=self.fault.cause,
            meaning=cause_texts["meaning"],
            find=self.fault.find.strip(),
            repair=self.fault.repair.strip(),
        )
        return Text(solution.strip())

    def clear(self) -> None:
        """Take away what was brought in, and what stands under its names by now.

        Nothing of the learner's own goes: on a borrowed engine only what has the course's label.
        """
        with defer_interrupt():
            take_away(self.fault, self.injection)
        _open.pop(self.fault.key, None)

    def _lesson_texts(self) -> dict[str, Any]:
        return texts.of_language(texts.language())[self.fault.lesson]

    def _shared_texts(self) -> dict[str, Any]:
        """The texts that all incidents share."""
        return self._lesson_texts()["incident"]

    def _note_if_solved(self) -> None:
        """An incident is solved when its cause is named and it is repaired, in either order."""
        if self.is_named and self.is_repaired:
            record.note(KIND, self.fault.key, passed=True)

    def __repr__(self) -> str:
        """Show the report as plain text."""
        return repr(Text(self._repr_markdown_()))

    def _repr_markdown_(self) -> str:
        own_texts = self.texts
        report = self._shared_texts()["report"].format(
            title=own_texts["title"], symptom=own_texts["symptom"].strip()
        )
        return report.strip()


def _says(**says: str) -> dict[str, Any]:
    """Give texts of diagnoses in the form in which a task has them."""
    return {"says": says}


def incident(key: str) -> Incident:
    """Bring a fault in, on the real engine, and show how a colleague reports it.

    Find its cause and repair it. Broken off, it leaves nothing; called again, it begins anew.

    Parameters:
        key (str): The name of the incident, such as `"front-down"`. An unknown name lists those
            there are.

    Returns:
        An incident. `.causes()` lists the candidates, `.cause("...")` takes your answer, `.check()`
        looks whether it is repaired, `.hint()` and `.solution()` help, `.clear()` takes it away
        again.

    Raises:
        CourseError: There is no such incident, or it does not show itself on this engine.
        Conflict: A container or a folder of yours has a name that it needs.
    """
    texts.section(KIND, key)  # its error names those that there are
    if key in _open:
        _open[key].clear()
    found = _bring(every_fault()[key])
    _open[key] = found
    return found


def _bring(fault: Fault) -> Incident:
    remove_brought(fault.key)
    for name in fault.containers:
        if probes.container(name) is not None:
            raise Conflict("incident-needs-name", kind="container", name=name)
    case = Incident(fault, Injection(fault.key), Observation(fault.containers[0]))
    try:
        with redirect_stdout(StringIO()):
            _pull_images(case)
            with defer_interrupt():
                fault.inject(case.injection)
                case.seen = observe(fault.containers[0], fault.peer, case.injection.answer)
                case.trace = trace(fault)
    except BaseException:
        case.clear()
        raise
    return case


def _pull_images(case: Incident) -> None:
    for image in case.fault.images:
        if probes.image(image) is None:
            case.injection.pulled.append(image)
            pull(image)
