"""Where the course keeps its notebooks, and the one form in which they are written."""

import os
from pathlib import Path

from nbformat import v4

ROOT = Path(__file__).resolve().parent.parent


class ChapterError(Exception):
    """Something that stops work on a chapter; says where."""

    def __init__(self, chapter, cell, detail):
        super().__init__(f"{chapter}{f', cell {cell}' if cell else ''}: {detail}")
        self.chapter, self.cell, self.detail = chapter, cell, detail


class Course:
    """The folders of one course. Tests make small ones elsewhere."""

    def __init__(self, root=ROOT):
        self.root = Path(root).resolve()
        self.sources = self.root / "course" / "source"
        self.notebooks = self.root / "notebooks"
        self.solutions = self.root / "solutions"
        self.robustlib = self.root / "robustlib"

    def source(self, chapter):
        return self.sources / chapter / f"{chapter}.ipynb"

    def release(self, chapter):
        return self.notebooks / f"{chapter}.ipynb"

    def solution(self, chapter):
        return self.solutions / f"{chapter}.ipynb"

    def chapters(self, wanted=()):
        """All chapters in order, or the wanted ones: "02-fgsm", or just "02"."""
        for path in self.sources.glob("*/*.ipynb"):
            if path.stem != path.parent.name:
                folder = path.parent.name
                raise ChapterError(folder, None, f"{path.name} must be named {folder}.ipynb, as its folder")
        found = sorted(path.stem for path in self.sources.glob("*/*.ipynb"))
        for name in wanted:
            if not any(_named(chapter, name) for chapter in found):
                raise ChapterError(name, None, f"no such chapter; there are: {', '.join(found) or 'none'}")
        return [chapter for chapter in found if not wanted or any(_named(chapter, name) for name in wanted)]

    def stale(self):
        """Generated notebooks whose source is gone."""
        alive = self.chapters()
        made = sorted([*self.notebooks.glob("*.ipynb"), *self.solutions.glob("*.ipynb")])
        return [path for path in made if path.stem not in alive]


def _named(chapter, name):
    return chapter == name or chapter.startswith(f"{name}-")


# nbformat's own read and write repair what they find wrong; these two take a notebook as it is
def read(path):
    return parse(path.read_text(encoding="utf-8"), path.stem)


def parse(text, chapter="notebook"):
    try:
        return v4.reads(text)
    except (ValueError, KeyError, AttributeError) as error:
        raise ChapterError(chapter, None, f"is not a notebook of format 4: {error}") from None


def canonical(notebook):
    """A notebook's text as this repository keeps it: sorted keys, one space of indent, a last newline."""
    return v4.writes(notebook) + "\n"


def write(path, text):
    """Replace a file in one step, so that an interrupted run leaves the old one whole. Says whether it changed."""
    if path.exists() and path.read_bytes() == text.encode():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(text.encode())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    return True
