"""Every solution runs from top to bottom under nbval, and the outputs that must not change do not."""

import os
import subprocess
import sys

import pytest
from nbformat import from_dict

from course.build import build, unexecuted
from course.files import Course, canonical, read, write
from tests.course.tiny import CHAPTER, cell, find, real_chapters, save

EACH_CHAPTER = pytest.mark.parametrize(
    "chapter", real_chapters() or [pytest.param("", marks=pytest.mark.skip("course/source has no chapter yet"))]
)


def nbval(folder, notebook, root, timeout=120):
    """Run one notebook by itself in an empty folder, cell after cell, whatever options this test run has."""
    path = folder / "nbval" / "notebook.ipynb"
    write(path, canonical(notebook))
    write(path.with_name("pytest.ini"), "[pytest]\n")
    options = ["--nbval-lax", "--nbval-current-env", f"--nbval-cell-timeout={timeout}"]
    alone = [
        "-p",
        "no:randomly",
        "-p",
        "no:xdist",
        "-p",
        "no:timeout",
        "-p",
        "no:cacheprovider",
        "-c",
        "pytest.ini",
        "--color=no",
    ]
    env = {name: value for name, value in os.environ.items() if name not in ("MPLBACKEND", "PYTEST_ADDOPTS")}
    env["PYTHONPATH"] = os.pathsep.join(filter(None, [str(root), env.get("PYTHONPATH")]))
    command = [sys.executable, "-m", "pytest", "-q", *options, *alone, path.name]
    return subprocess.run(command, cwd=path.parent, env=env, capture_output=True, text=True, check=False)


def checked(notebook):
    """Cells whose output nbval compares."""
    return [
        one
        for one in notebook.cells
        if one.cell_type == "code"
        and ("nbval-check-output" in one.metadata.get("tags", []) or "NBVAL_CHECK_OUTPUT" in one.source)
    ]


@pytest.fixture
def solution(tiny, notebook):
    """The tiny course's solution, with one output that must not change."""
    stable = cell("code", "stable", "print(double(3))")
    stable["metadata"]["tags"] = ["nbval-check-output"]
    notebook.cells.insert(-1, from_dict(stable))
    save(tiny, notebook)
    build(tiny, say=lambda line: None)
    return read(tiny.solution(CHAPTER))


def test_nbval_sees_changed_outputs_and_errors(tiny, solution, tmp_path):
    done = nbval(tmp_path, solution, tiny.root)
    assert done.returncode == 0, done.stdout
    find(solution, "stable").outputs[0].text = "7\n"
    find(solution, "imports").source += "\n1 / 0"
    done = nbval(tmp_path, solution, tiny.root)
    assert done.returncode == 1
    assert "ZeroDivisionError" in done.stdout and "notebook.ipynb::Cell 5" in done.stdout


@EACH_CHAPTER
def test_solution_is_executed(chapter):
    """nbval would pass a notebook that never ran: there would be nothing to compare."""
    solution = read(Course().solution(chapter))
    assert unexecuted(solution) == []
    assert checked(solution), "tag cells whose output must not change with nbval-check-output"
    silent = [one.id for one in checked(solution) if not one.outputs]
    assert not silent, f"these cells are to be compared but have no output: {silent}"


@pytest.mark.timeout(600)
@EACH_CHAPTER
def test_solution_runs(chapter, tmp_path):
    course = Course()
    done = nbval(tmp_path, read(course.solution(chapter)), course.root)
    assert done.returncode == 0, done.stdout
