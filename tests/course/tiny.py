"""A tiny chapter, and a robustlib of its own that imports at once, to try the instructor's tools on."""

import copy

from nbformat import NotebookNode, from_dict

from course.files import Course, canonical, write

CHAPTER = "01-tiny"

CHECKS = """
def double(answer, hidden=False):
    for x in (1, 2, 5) if hidden else (0, 2):
        if answer(x) != 2 * x:
            raise AssertionError(f"double({x}): expected {2 * x}, got {answer(x)}")
"""

WIDGETS = '''
import base64
from IPython.display import display

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def slide(alt="one dark pixel"):
    """A live widget with a static picture beside it."""
    bundle = {
        "application/vnd.jupyter.widget-view+json": {"model_id": "0", "version_major": 2, "version_minor": 0},
        "image/png": PIXEL,
        "text/plain": "a slider",
    }
    display(bundle, raw=True, metadata={"image/png": {"alt": alt}})
'''

GRADE = """checks.ch01.double(double)
### BEGIN HIDDEN TESTS
checks.ch01.double(double, hidden=True)
### END HIDDEN TESTS"""


def cell(kind, name, source, **nbgrader):
    """One source cell; nbgrader's fields are filled up with their plain values."""
    made = {"cell_type": kind, "id": name, "metadata": {}, "source": source}
    if kind == "code":
        made |= {"outputs": [], "execution_count": None}
    if nbgrader:
        plain = {"grade": False, "locked": False, "solution": False, "task": False, "schema_version": 3}
        made["metadata"]["nbgrader"] = plain | nbgrader
    return made


BOOTSTRAP = "try:\n    import robustlib\nexcept ImportError:\n    %pip install robustlib"
ANSWER = "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
CARD = "> **Goal** double it · **Difficulty** gentle · 5 minutes · **2 points**"
PICTURE = 'print("a", flush=True)\nprint("bar", file=sys.stderr, flush=True)\nprint("b")\nwidgets.slide()'
QUESTION_CARD = "> **Goal** explain · **Difficulty** gentle · 5 minutes · **1 point**"
QUESTION = "Because:\n\n### BEGIN SOLUTION\nof two\n### END SOLUTION"

CELLS = [
    cell("markdown", "title", "# A tiny chapter\n\nAt its end you will be able to double a number."),
    cell("code", "bootstrap", BOOTSTRAP, grade_id="bootstrap", locked=True),
    cell("code", "imports", "import sys\n\nfrom robustlib import checks, widgets\nimport robustlib.checks.ch01"),
    cell("markdown", "double-card", f"## Double a number\n\n{CARD}"),
    cell("markdown", "double-hints", "<details><summary>Hint 1</summary>\n\nThink of *two*.\n\n</details>"),
    cell("code", "double-answer", ANSWER, grade_id="ex01_double_answer", solution=True),
    cell("code", "double-check", GRADE, grade_id="ex01_double", grade=True, locked=True, points=2),
    cell("code", "picture", PICTURE),
    cell("markdown", "why-card", f"## Why it doubles\n\n{QUESTION_CARD}"),
    cell("markdown", "why", QUESTION, grade_id="ex01_why", grade=True, solution=True, points=1),
    cell("markdown", "quiz", "## Quiz\n\nWhat is twice two?"),
    cell("markdown", "caveat", "## The honest caveat\n\nNot all numbers are small."),
]


def tiny_notebook():
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return from_dict({"cells": copy.deepcopy(CELLS), "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def find(notebook, name) -> NotebookNode:
    return next(cell for cell in notebook.cells if cell.id == name)


def save(course, notebook, chapter=CHAPTER):
    write(course.source(chapter), canonical(notebook))


def real_chapters():
    """Names of the chapters of this repository."""
    return Course().chapters()
