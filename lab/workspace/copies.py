"""The folder that a learner works in: a copy of each lesson, and of what the lessons show."""

import datetime
import filecmp
import shutil
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from lab.base import files
from lab.workspace.merge import NotMerged, merge, without_outputs

KEPT = ".course"  # in the work folder: each lesson as the learner's copy began, for the next merge


@dataclass(frozen=True)
class News:
    """What happened to one lesson of the learner's: a sentence, or nothing if there is no news."""

    lesson: str
    text: str = ""


class Workspace:
    """The learner's copies in `work`, of the lessons in `source` (the clone's `notebooks`)."""

    def __init__(self, work: Path, source: Path, today: datetime.datetime) -> None:
        """Know the folders; nothing is made yet. `today` dates what is kept beside."""
        self.work = work
        self.source = source
        self.today = today

    def update(self) -> list[News]:
        """Put lessons that are missing, and merge those that have changed in the clone."""
        self._copy_what_lessons_show()
        news = [self._update_lesson(lesson) for lesson in self._lessons()]
        return [one for one in news if one.text]

    def begin_anew(self, lesson: Path) -> News:
        """Put a fresh copy of a lesson; the learner's file is kept under a dated name."""
        copy = self._copy(lesson)
        text = f"{copy.name} is as in the clone again."
        if copy.exists():
            older = self._dated(copy)
            copy.rename(older)
            text = f"{text} What you had is kept as {older.name}."
        self._put(lesson)
        return News(lesson.stem, text)

    def lesson(self, name: str) -> Path | None:
        """Find a lesson of the clone by its number or the beginning of its name."""
        for lesson in self._lessons():
            if lesson.name.startswith(name):
                return lesson
        return None

    def _lessons(self) -> list[Path]:
        return sorted(self.source.glob("??/*.ipynb"))

    def _copy(self, lesson: Path) -> Path:
        return self.work / lesson.relative_to(self.source)

    def _base(self, lesson: Path) -> Path:
        return self.work / KEPT / lesson.relative_to(self.source)

    def _dated(self, path: Path) -> Path:
        """Name a file beside this one, with the day, and the time where the day is taken."""
        for form in ("%Y-%m-%d", "%Y-%m-%d-%H%M%S", "%Y-%m-%d-%H%M%S-%f"):
            dated = path.with_name(f"{path.stem}.{self.today.strftime(form)}{path.suffix}")
            if not dated.exists():
                return dated
        raise FileExistsError(dated)

    def _update_lesson(self, lesson: Path) -> News:
        copy = self._copy(lesson)
        if not copy.exists():
            self._put(lesson)
            return News(lesson.stem)
        new = without_outputs(_read(lesson))
        base = self._base(lesson)
        if not base.exists():
            return self._keep_beside(lesson, new, "it is not known from which lesson it was made")
        old = _read(base)
        if old.cells == new.cells:
            return News(lesson.stem)
        return self._merge(lesson, old, new)

    def _merge(self, lesson: Path, old: NotebookNode, new: NotebookNode) -> News:
        copy = self._copy(lesson)
        learners = _read_learners(copy)
        if learners is None:
            return self._keep_beside(lesson, new, "your file is no notebook any more")
        try:
            merged = merge(old, learners, new)
        except NotMerged as error:
            return self._keep_beside(lesson, new, str(error))
        if merged.conflicts:
            count = len(merged.conflicts)
            news = self._keep_beside(
                lesson, new, f"cells that both you and the course changed: {count}"
            )
        else:
            text = f"{copy.name} has what changed in the course; your cells stayed."
            news = News(lesson.stem, text)
        _write(copy, merged.notebook)
        _write(self._base(lesson), new)
        return news

    def _keep_beside(self, lesson: Path, new: NotebookNode, why: str) -> News:
        """Leave the learner's cells alone and put the new lesson beside them."""
        beside = self._dated(self._copy(lesson))
        _write(beside, new)
        _write(self._base(lesson), new)
        text = (
            f"{lesson.name}: {why}; yours stayed, and the new lesson is beside it as {beside.name}."
        )
        return News(lesson.stem, text)

    def _put(self, lesson: Path) -> None:
        fresh = without_outputs(_read(lesson))
        _write(self._copy(lesson), fresh)
        _write(self._base(lesson), fresh)

    def _copy_what_lessons_show(self) -> None:
        """Copy pictures and the glossary, which lessons link to, where they differ."""
        shown = [*self.source.glob("pictures/*"), *self.source.glob("*.md")]
        for original in shown:
            copy = self.work / original.relative_to(self.source)
            if copy.exists() and filecmp.cmp(original, copy, shallow=False):
                continue
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(original, copy)


def _read(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


def _read_learners(path: Path) -> NotebookNode | None:
    """Read a file of the learner's, which may hold anything; None if it is not a notebook."""
    try:
        notebook = _read(path)
        nbformat.validate(notebook)
        ids = [cell.id for cell in notebook.cells]
    except (ValueError, TypeError, LookupError, AttributeError, nbformat.ValidationError):
        return None
    if len(set(ids)) < len(ids):
        return None
    return notebook


def _write(path: Path, notebook: NotebookNode) -> None:
    files.write_text(path, nbformat.writes(notebook) + "\n")
