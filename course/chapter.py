"""A source notebook as the rules see it: its cells, its exercises, its prose."""

import re
from dataclasses import dataclass
from functools import cached_property

import mistune
from bs4 import BeautifulSoup
from nbgrader.utils import is_grade, is_locked, is_solution

from course.files import parse

MARKER = re.compile(r"^.*(BEGIN|END) SOLUTION.*$\n?", re.MULTILINE)
SOLUTION = re.compile(r"^[^\n]*BEGIN SOLUTION[^\n]*\n(.*?)^[^\n]*END SOLUTION", re.MULTILINE | re.DOTALL)
CARD = re.compile(r"^#{2,6} .+\n+> (.+)(?!\n>)$", re.MULTILINE)
render = mistune.create_markdown(escape=False, plugins=["table", "math", "strikethrough"])


def is_answer(cell):
    return cell.cell_type == "code" and is_solution(cell) and not is_grade(cell)


def is_check(cell):
    return cell.cell_type == "code" and is_grade(cell) and not is_solution(cell)


def is_manual(cell):
    return is_grade(cell) and is_solution(cell)


def is_bootstrap(cell):
    return cell.cell_type == "code" and is_locked(cell) and not is_grade(cell)


def grade_id(cell):
    return cell.metadata.get("nbgrader", {}).get("grade_id", "")


def solution_lines(cell):
    """Lines between the SOLUTION marks that a student has to write: neither blank nor comment."""
    lines = "".join(SOLUTION.findall(cell.source)).splitlines()
    return [line for line in lines if line.strip() and not line.strip().startswith("#")]


@dataclass
class Exercise:
    """A card, then an answer and its check; or a card and a question that a person grades."""

    cell: object  # where the points are: the check, or the manual question
    answer: object  # None for a manual question
    card: str | None  # the quoted line under the heading
    section: list  # the cells from the card's to the next exercise's card


class Chapter:
    def __init__(self, name, text):
        self.name, self.text, self.notebook = name, text, parse(text, name)
        self.cells = self.notebook.cells
        self.number = int(name[:2]) if name[:2].isdigit() else -1

    @property
    def code(self):
        return [cell for cell in self.cells if cell.cell_type == "code"]

    @cached_property
    def pages(self):
        """(cell, its HTML tree) for each markdown cell, as a student sees it: without model answers."""
        texts = [(cell, SOLUTION.sub("", cell.source)) for cell in self.cells if cell.cell_type == "markdown"]
        return [(cell, BeautifulSoup(render(MARKER.sub("", text)), "html.parser")) for cell, text in texts]

    @cached_property
    def headings(self):
        """(cell, level, text), from the first to the last."""
        tags = [(cell, tag) for cell, page in self.pages for tag in page.find_all(re.compile("^h[1-6]$"))]
        return [(cell, int(tag.name[1]), tag.get_text().strip()) for cell, tag in tags]

    @cached_property
    def words(self):
        """Words of prose: no code, no formulas, no tags."""
        count = 0
        for _, page in self.pages:
            page = BeautifulSoup(str(page), "html.parser")
            for tag in page.find_all(["pre", "code", "style", "script"]) + page.find_all(class_="math"):
                tag.decompose()
            count += len(re.findall(r"\w[\w'’-]*", page.get_text(" ")))
        return count

    @cached_property
    def exercises(self):
        graded = [i for i, cell in enumerate(self.cells) if is_check(cell) or is_manual(cell)]
        starts = [self._card_position(i, after) for i, after in zip(graded, [-1, *graded])]
        found = []
        for i, start, end in zip(graded, starts, [*starts[1:], len(self.cells)]):
            answer = self.cells[i - 1] if i and is_check(self.cells[i]) and is_answer(self.cells[i - 1]) else None
            cards = CARD.findall(self.cells[start].source) if self.cells[start].cell_type == "markdown" else []
            found.append(Exercise(self.cells[i], answer, cards[-1] if cards else None, self.cells[start:end]))
        return found

    def _card_position(self, graded, after):
        """The nearest markdown cell with a heading, from the graded cell back to the graded cell before it."""
        for i in range(graded, after, -1):
            if any(cell is self.cells[i] for cell, _, _ in self.headings):
                return i
        return graded
