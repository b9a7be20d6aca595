"""`python -m course check`: drift, pictures, and what shows in a run; then the real chapters keep all rules."""

import re

import pytest
from nbformat import from_dict

from course.build import build
from course.check import (
    check,
    check_chapter,
    drift_problems,
    output_problems,
    run_problems,
    solution_problems,
    stub_lines,
)
from course.execute import run
from course.files import Course, canonical, read, write
from course.runs import MAX_BYTES, bounds
from tests.course.tiny import CHAPTER, cell, find, real_chapters, save, tiny_notebook


def quiet(line):
    pass


def change(notebook, name, old, new):
    assert old in find(notebook, name).source
    find(notebook, name).source = find(notebook, name).source.replace(old, new)


def test_drift(tiny, notebook):
    assert [problem.message for problem in drift_problems(tiny, CHAPTER)] == [
        f"notebooks/{CHAPTER}.ipynb is not what the source gives; run python -m course build",
        f"solutions/{CHAPTER}.ipynb is missing; run python -m course build",
    ]
    build(tiny, say=quiet)
    assert drift_problems(tiny, CHAPTER) == []
    write(tiny.release(CHAPTER), tiny.release(CHAPTER).read_text() + "\n")
    assert [problem.message[:9] for problem in drift_problems(tiny, CHAPTER)] == ["notebooks"]
    change(notebook, "quiz", "twice", "thrice")
    save(tiny, notebook)
    build(tiny, say=quiet)
    write(tiny.robustlib / "new.py", "")
    (problem,) = drift_problems(tiny, CHAPTER)
    assert "solutions/01-tiny.ipynb is not what the source and robustlib give" in problem.message


def test_outputs_may_drift_but_not_be_missing(tiny):
    build(tiny, say=quiet)
    solution = read(tiny.solution(CHAPTER))
    find(solution, "picture").outputs[0].text = "another last digit"
    write(tiny.solution(CHAPTER), canonical(solution))
    assert drift_problems(tiny, CHAPTER) == []
    find(solution, "imports").execution_count = None
    write(tiny.solution(CHAPTER), canonical(solution))
    (problem,) = drift_problems(tiny, CHAPTER)
    assert problem.cell == "imports" and "did not run to its end" in problem.message


def test_stale_files_are_problems(tiny):
    build(tiny, say=quiet)
    write(tiny.solutions / "09-gone.ipynb", "{}")
    said = []
    (problem,) = check(tiny, static=True, say=said.append)
    assert str(problem) == "09-gone: solutions/09-gone.ipynb has no source; run python -m course build"
    assert said == [f"✗ {problem}", "1 chapters checked: 1 problems"]


def test_stub_lines(tiny):
    build(tiny, say=quiet)
    release, source = read(tiny.release(CHAPTER)), read(tiny.source(CHAPTER))
    assert list(stub_lines(release, source)) == []
    find(release, "double-answer").source += "\n    return 7"
    ((where, message),) = stub_lines(release, source)
    assert where.id == "double-answer" and "return 7" in message


def test_pictures_need_alt_text_and_widgets_pictures(tiny):
    build(tiny, say=quiet)
    solution = read(tiny.solution(CHAPTER))
    assert list(solution_problems(solution)) == []
    picture = find(solution, "picture")
    picture.outputs[1].metadata["image/png"].alt = " "
    assert [message[:20] for _, message in solution_problems(solution)] == ["describe its picture"]
    picture.outputs.pop()
    assert [message[:27] for _, message in solution_problems(solution)] == ["its widget shows no static "]


def test_memory_addresses_are_problems():
    output = {"output_type": "execute_result", "metadata": {}, "execution_count": 1}
    stable, chance = ({"data": {"text/plain": text}} | output for text in ("<Axes: >", "<Axes at 0x7f3a5c1d2e90>"))
    assert list(output_problems(from_dict({"outputs": [stable]}))) == []
    assert "memory address" in next(output_problems(from_dict({"outputs": [chance]})))[1]


def test_runs_of_a_good_chapter(tiny):
    said = []
    assert run_problems(tiny, CHAPTER, said.append) == []
    assert re.fullmatch(r"01-tiny: release ran in [\d.]+ s .*", said[0]) and said[1].startswith(
        "01-tiny: solution ran in "
    )


def test_release_must_fail_only_by_its_stubs(tiny, notebook):
    change(notebook, "picture", "widgets.slide()", "four = double(2)\nwidgets.slide()")
    notebook.cells.append(from_dict(cell("code", "after", "print(four)")))
    save(tiny, notebook)
    (problem,) = run_problems(tiny, CHAPTER, quiet)
    assert problem.cell == "after" and "the untouched release raises NameError" in problem.message


def test_release_must_score_nothing(tiny, notebook):
    find(notebook, "double-check").source = "double"  # a bare expression: full marks
    save(tiny, notebook)
    (problem,) = run_problems(tiny, CHAPTER, quiet)
    assert problem.cell == "double-check" and "the untouched release scores 2" in problem.message


def test_solution_must_score_full_and_raise_nothing(tiny, notebook):
    change(notebook, "double-answer", "2 * x", "2 * min(x, 4)")  # right on the visible cases only
    save(tiny, notebook)
    problems = run_problems(tiny, CHAPTER, quiet)
    assert [problem.cell for problem in problems] == ["double-check", "double-check"]
    assert "double(5): expected 10, got 8" in problems[0].message and "scores 0 of 2" in problems[1].message


def test_a_kernel_that_dies_is_a_problem(tiny, notebook):
    find(notebook, "picture").source = "import os; os._exit(1)"
    save(tiny, notebook)
    assert {(problem.cell, problem.message[:15]) for problem in run_problems(tiny, CHAPTER, quiet)} == {
        ("picture", "the kernel died")
    }


def test_time_and_memory_are_measured(tiny):
    notebook = tiny_notebook()
    spin = "import time, subprocess, sys\nend = time.process_time() + 0.5\nwhile time.process_time() < end: pass"
    notebook.cells = [
        from_dict(cell("code", "spin", spin)),
        from_dict(cell("code", "grow", "block = bytearray(200_000_000); del block")),
    ]
    done = run(tiny, CHAPTER, notebook)
    assert done.seconds > done.cpu_seconds > 0.5
    if done.peak_bytes is not None:  # Linux: the peak is remembered after the block is freed
        assert 200e6 < done.peak_bytes < 600e6
    assert list(bounds(done)) == []
    done.seconds = done.cpu_seconds = 61
    done.peak_bytes = MAX_BYTES + 1
    assert [message[:12] for _, message in bounds(done)] == ["runs for 61 ", "needs 1000 M"]
    done.cpu_seconds, done.peak_bytes = 20, None  # slow only by the clock; memory unknown
    assert list(bounds(done)) == []


@pytest.mark.timeout(600)
@pytest.mark.usefixtures("all_threads")  # it is timed
@pytest.mark.parametrize(
    "chapter", real_chapters() or [pytest.param("", marks=pytest.mark.skip("course/source has no chapter yet"))]
)
def test_real_chapter_keeps_all_rules(chapter):
    problems = check_chapter(Course(), chapter)
    assert not problems, "\n".join(map(str, problems))
