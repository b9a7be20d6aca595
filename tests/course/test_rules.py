"""Each rule for a source fires on a chapter that breaks it, names the cell, and is quiet on a good chapter."""

import re

import pytest
from nbformat import from_dict

from course.chapter import Chapter
from course.check import check, static_problems
from course.files import write
from tests.course.tiny import CHAPTER, GRADE, cell, find, save


def static(course, name=CHAPTER):
    return static_problems(course, Chapter(name, course.source(name).read_text(encoding="utf-8")))


# What breaks a chapter: each of these makes a function that changes a notebook.
def change(name, old, new):
    def mutate(notebook):
        assert old in find(notebook, name).source
        find(notebook, name).source = find(notebook, name).source.replace(old, new)

    return mutate


def put(name, **fields):
    return lambda notebook: find(notebook, name).update(fields)


def mark(name, **nbgrader):
    return lambda notebook: find(notebook, name).metadata.nbgrader.update(nbgrader)


def drop(name):
    return lambda notebook: notebook.cells.remove(find(notebook, name))


def add(before, *cells):
    def mutate(notebook):
        at = notebook.cells.index(find(notebook, before))
        notebook.cells[at:at] = [from_dict(one) for one in cells]

    return mutate


def both(one, other):
    return lambda notebook: (one(notebook), other(notebook))


OUTPUT = from_dict({"name": "stdout", "output_type": "stream", "text": "4"})
MARKS = {"grade_id": "ex01_more", "grade": True, "solution": True, "points": 1}
QUESTION = cell("markdown", "more", "### More\n\n> goal: easy, 2 minutes, 1 point", **MARKS)
LONG = "### BEGIN SOLUTION\n" + "x = 1\n" * 16 + "double = int\n### END SOLUTION"
FENCE = "```\n# Title\n> quoted\n```\nThink"

# of the whole chapter: a name for the case, what breaks it, words of the message
CHAPTER_CASES = [
    ("version", lambda nb: nb.update(nbformat_minor=4), "save it as 4.5"),
    ("metadata", lambda nb: nb.metadata.update(widgets={}), r"remove the notebook's metadata \['widgets'\]"),
    ("kernel version", lambda nb: nb.metadata.language_info.update(version="3"), "keep only kernelspec"),
    ("invalid", put("quiz", cell_type="riddle"), "not a valid notebook"),
    ("no question", drop("why"), "has 0 manually graded"),
    ("two questions", add("quiz", QUESTION), "has 2 manually graded"),
    ("no bootstrap", drop("bootstrap"), "begin with the locked bootstrap"),
    ("many cells", add("quiz", *[cell("markdown", f"more-{i}", "") for i in range(49)]), "has 61 cells"),
    ("no widget", change("picture", "widgets.slide()", ""), "no live widget"),
    ("many words", change("caveat", "Not all", "word " * 2000), "words of prose; at most 2000"),
    ("no aim", change("title", "you will be able to", "we"), "you will be able to"),
    ("no quiz", change("quiz", "Quiz", "Questions"), '"quiz"'),
    ("early quiz", lambda nb: nb.cells.insert(1, nb.cells.pop(-2)), '"quiz"'),
    ("no caveat", change("caveat", "caveat", "end"), '"caveat"'),
    ("two titles", change("quiz", "## Quiz", "# Quiz"), "one heading of level 1"),
]
# of one cell: its id, what breaks it, words of the message
CELL_CASES = [
    ("picture", put("picture", outputs=[OUTPUT]), "clear its outputs"),
    ("picture", put("picture", execution_count=1), "clear its outputs"),
    ("caveat", put("quiz", id="caveat"), "another cell has this id"),
    ("a1b2c3d4", put("quiz", id="a1b2c3d4"), "readable id"),
    ("the_quiz", put("quiz", id="the_quiz"), "kebab-case"),
    ("why", mark("why", grade_id="ex01_double"), "used twice"),
    ("why", mark("why", grade_id="ex02_why"), "must be of the form ex01_name"),
    ("double-answer", mark("double-answer", grade_id="ex01_double_code"), "ends in _answer"),
    ("double-check", drop("double-answer"), "put the answer cell right above"),
    ("double-answer", drop("double-check"), "put its check, grade id ex01_double, right under"),
    ("double-answer", add("double-check", cell("markdown", "between", "!")), "right under this answer"),
    ("double-check", change("double-check", GRADE, "double(2) == 4"), "must hold exactly"),
    ("double-check", put("double-check", source=GRADE.splitlines()[0]), "must hold exactly"),
    ("double-check", change("double-check", "ch01", "ch02"), r"exactly:\nchecks\.ch01\.double\(double\)"),
    ("double-check", mark("double-check", grade_id="ex01_treble"), "defines no treble"),
    ("double-answer", change("double-answer", "def double", "def dbl"), "must define double"),
    ("double-check", mark("double-check", points=0), "at least 1"),
    ("why", lambda nb: put("why", cell_type="code", outputs=[], execution_count=None)(nb), "is a markdown cell"),
    ("bootstrap", change("bootstrap", "except ImportError", "finally"), "guard it"),
    ("imports", change("imports", "import sys", "import sys, urllib.request"), "may touch the network"),
    ("double-answer", put("double-answer", source="def double(x):\n    return 2 * x"), "mark the part"),
    ("double-answer", put("double-answer", source=LONG), "asks for 17 lines"),
    ("quiz", change("quiz", "## Quiz", "#### Quiz"), "skips from level 2 to 4"),
    ("quiz", change("quiz", "What", "![](a.png) What"), "describe the image a.png"),
    ("quiz", change("quiz", "What", '<img src="a.png"> What'), "describe the image a.png"),
    ("double-check", change("double-card", "> ", ""), "put a card before"),
    ("double-check", change("double-card", "> ", "> \n> "), "put a card before"),
    ("double-check", change("double-card", "**2 points**", "**2 points**\n> and more"), "put a card before"),
    ("double-check", both(change("double-card", "> ", ""), change("double-hints", "Think", FENCE)), "put a card"),
    ("double-check", change("double-card", "Goal", "Aim"), "lacks the goal"),
    ("double-check", change("double-card", "**Difficulty** gentle", "★"), "lacks the difficulty"),
    ("double-check", change("double-card", "5 minutes", "soon"), "lacks the minutes"),
    ("double-check", change("double-card", "**2 points**", "**2**"), "lacks the points"),
    ("why", change("why-card", "1 point", "3 points"), "promises 3 points, the cell is worth 1"),
    ("double-check", drop("double-hints"), "give this exercise hints"),
    ("double-hints", change("double-hints", "<details>", "Hint 0: two.\n\n<details>"), "fold this hint away"),
]


def test_a_good_chapter_has_no_problem(tiny):
    assert static(tiny) == []


@pytest.mark.parametrize(
    ("mutate", "words"), [case[1:] for case in CHAPTER_CASES], ids=[case[0] for case in CHAPTER_CASES]
)
def test_rules_of_the_chapter(tiny, notebook, mutate, words):
    fires(tiny, notebook, None, mutate, words)


@pytest.mark.parametrize(("name", "mutate", "words"), CELL_CASES, ids=[f"{case[0]}: {case[2]}" for case in CELL_CASES])
def test_rules_of_a_cell(tiny, notebook, name, mutate, words):
    fires(tiny, notebook, name, mutate, words)


def fires(course, notebook, name, mutate, words):
    mutate(notebook)
    save(course, notebook)
    problems = static(course)
    assert any(problem.cell == name and re.search(words, problem.message) for problem in problems), problems
    assert all(str(problem).startswith(CHAPTER) for problem in problems)


def test_form_is_canonical(tiny):
    path = tiny.source(CHAPTER)
    path.write_text(path.read_text().replace("\n ", "\n  "))
    (problem,) = static(tiny)
    assert "not in canonical form" in problem.message


def test_a_file_that_is_no_notebook_is_a_problem(tiny):
    write(tiny.source(CHAPTER), "{")
    (problem,) = check(tiny, say=str)
    assert "01-tiny: is not a notebook of format 4" in str(problem)


def test_names(tiny, notebook):
    save(tiny, notebook, "1_tiny")
    assert any("kebab-case" in problem.message for problem in static(tiny, "1_tiny"))


def test_chapter_00_is_not_graded(tiny, notebook):
    save(tiny, notebook, "00-tiny")
    assert any("chapter 00 is a tour" in problem.message for problem in static(tiny, "00-tiny"))
    for name in ("double-card", "double-hints", "double-answer", "double-check", "why-card", "why"):
        drop(name)(notebook)
    save(tiny, notebook, "00-tiny")
    assert static(tiny, "00-tiny") == []


def test_code_and_tags_and_model_answers_are_no_prose(tiny, notebook):
    change("caveat", "Not all", "`" + "code " * 2000 + "`\n\n```\n# no heading\n" + "x " * 2000 + "\n```\n\nNot all")(
        notebook
    )
    change("why", "of two", "model " * 2000)(notebook)
    save(tiny, notebook)
    assert static(tiny) == []
