"""The folder that a learner works in: a copy of each lesson, and of what the lessons show."""

import datetime
import filecmp
import os
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
        """Put what is missing, and bring what has changed in the clone."""
        news = [self._update_shown(original) for original in self._shown()]
        news += [self._update_lesson(lesson) for lesson in self._lessons()]
        return [item for item in news if item.text]

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
        if not self._copy(lesson).exists():
            self._put(lesson)
            return News(lesson.stem)
        new = without_outputs(_read(lesson))
        old = _read_if_notebook(self._base(lesson))
        if old is not None and old.cells == new.cells:
            return News(lesson.stem)
        news = self._bring(lesson, old, new)
        # Last: until all is written, the next update does it again from the older lesson.
        _write(self._base(lesson), new)
        return news

    def _bring(self, lesson: Path, old: NotebookNode | None, new: NotebookNode) -> News:
        """Bring a lesson that changed from `old` to `new` into the learner's copy."""
        copy = self._copy(lesson)
        learners = _read_if_notebook(copy)
        if old is None:
            return self._keep_beside(lesson, new, "it is not known from which lesson it was made")
        if learners is None:
            return self._keep_beside(lesson, new, "your file is no notebook any more")
        try:
            merged = merge(old, learners, new)
        except NotMerged as error:
            return self._keep_beside(lesson, new, str(error))
        text = f"{copy.name} has what changed in the course; your cells stayed."
        news = News(lesson.stem, text)
        if merged.conflicts:
            why = f"cells that both you and the course changed: {len(merged.conflicts)}"
            news = self._keep_beside(lesson, new, why)
        _write(copy, merged.notebook)
        return news

    def _keep_beside(self, lesson: Path, new: NotebookNode, why: str) -> News:
        """Leave the learner's cells alone and put the new lesson beside them."""
        beside = self._dated(self._copy(lesson))
        _write(beside, new)
        text = (
            f"{lesson.name}: {why}; yours stayed, and the new lesson is beside it as {beside.name}."
        )
        return News(lesson.stem, text)

    def _put(self, lesson: Path) -> None:
        fresh = without_outputs(_read(lesson))
        _write(self._copy(lesson), fresh)
        _write(self._base(lesson), fresh)

    def _shown(self) -> list[Path]:
        """Find what lessons link to: pictures and the glossary."""
        return [*sorted(self.source.glob("pictures/*")), *sorted(self.source.glob("*.md"))]

    def _update_shown(self, original: Path) -> News:
        """Bring a picture or the glossary; what the learner wrote into it stays."""
        copy = self._copy(original)
        base = self._base(original)
        if _are_same(original, base) and copy.exists():
            return News(original.stem)
        news = News(original.stem)
        if not copy.exists() or _are_same(copy, base) or _are_same(copy, original):
            _copy_file(original, copy)
        else:
            beside = self._dated(copy)
            _copy_file(original, beside)
            text = f"{copy.name}: you changed it, so the new one is beside it as {beside.name}."
            news = News(original.stem, text)
        _copy_file(original, base)
        return news


def _are_same(one: Path, other: Path) -> bool:
    """Tell whether both files are there and have the same bytes."""
    if not one.exists() or not other.exists():
        return False
    return filecmp.cmp(one, other, shallow=False)


def _copy_file(source: Path, target: Path) -> None:
    """Copy a file so that a reader sees the old one or the new one, never half of one."""
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_name(f"{target.name}.{os.getpid()}.new")
    shutil.copyfile(source, half)
    half.replace(target)


def _read(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


def _read_if_notebook(path: Path) -> NotebookNode | None:
    """Read a file of the work folder, which may hold anything; None if it is no notebook."""
    try:
        notebook = _read(path)
        nbformat.validate(notebook)
        ids = [cell.id for cell in notebook.cells]
    except (OSError, ValueError, TypeError, LookupError, AttributeError):
        return None
    except nbformat.ValidationError:
        return None
    if len(set(ids)) < len(ids):
        return None
    return notebook


def _write(path: Path, notebook: NotebookNode) -> None:
    files.write_text(path, nbformat.writes(notebook) + "\n")
