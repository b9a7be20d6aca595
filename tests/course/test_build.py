"""`python -m course build`: what it makes, when it runs again, and that it never leaves half of anything."""

import pytest

from course import __main__ as desk
from course import derive
from course.build import build
from course.execute import WIDGET, run, tidy
from course.files import ChapterError, Course, canonical, read, write
from tests.course.tiny import CHAPTER, find, save, tiny_notebook


def made(course):
    return {
        path.name: path.read_bytes() for folder in (course.notebooks, course.solutions) for path in folder.glob("*")
    }


def test_release_has_stubs_and_no_secrets(tiny):
    build(tiny, say=lambda line: None)
    release = read(tiny.release(CHAPTER))
    assert "raise NotImplementedError(" in find(release, "double-answer").source
    assert find(release, "double-check").source == "checks.ch01.double(double)"
    assert find(release, "why").source.startswith("Because:") and "of two" not in find(release, "why").source
    assert find(release, "double-check").metadata.nbgrader.checksum


def test_solution_is_solved_executed_and_tidy(tiny):
    build(tiny, say=lambda line: None)
    solution = read(tiny.solution(CHAPTER))
    assert find(solution, "double-answer").source == "def double(x):\n    return 2 * x"
    assert find(solution, "double-check").source == "checks.ch01.double(double)"
    assert find(solution, "why").source == "Because:\n\nof two"
    stream, picture = find(solution, "picture").outputs
    assert stream.text == "a\nb\n"  # stderr between the two is gone, and they are one piece
    assert set(picture.data) == {"image/png", "text/plain"} and picture.metadata["image/png"].alt
    assert all(cell.execution_count for cell in solution.cells if cell.cell_type == "code")
    assert [cell.id for cell in solution.cells] == [cell.id for cell in tiny_notebook().cells]
    assert set(solution.metadata) == {"course", "kernelspec", "language_info"}
    assert solution.metadata.language_info == {"name": "python"}


def test_building_twice_changes_no_byte(tiny):
    build(tiny, say=lambda line: None)
    before, said = made(tiny), []
    build(tiny, say=said.append)
    assert made(tiny) == before
    assert said == [f"{CHAPTER}: release unchanged, solution is up to date"]
    build(tiny, force=True, say=said.append)
    assert made(tiny) == before
    assert "executed" in said[-1] and "unchanged" in said[-1]


def test_files_are_canonical(tiny):
    build(tiny, say=lambda line: None)
    for path in (tiny.source(CHAPTER), tiny.release(CHAPTER), tiny.solution(CHAPTER)):
        assert path.read_text(encoding="utf-8") == canonical(read(path))
    assert not (tiny.root / "course" / "release").exists()  # nbgrader worked on a copy


@pytest.mark.parametrize("name", ["widgets.py", "weights/net.safetensors", "digits.npz"])
def test_digest_follows_robustlib(tiny, name):
    before = derive.digest(tiny, CHAPTER)
    write(tiny.robustlib / name, "changed = True")
    assert derive.digest(tiny, CHAPTER) != before


def test_digest_ignores_what_is_not_robustlib(tiny):
    before = derive.digest(tiny, CHAPTER)
    write(tiny.robustlib / "__pycache__" / "widgets.cpython-311.pyc", "x")
    write(tiny.root / "README.md", "x")
    assert derive.digest(tiny, CHAPTER) == before
    (tiny.robustlib / "widgets.py").rename(tiny.robustlib / "toys.py")
    assert derive.digest(tiny, CHAPTER) != before


def test_solution_runs_again_when_edited_or_unfinished(tiny):
    build(tiny, say=lambda line: None)
    before = made(tiny)
    for spoil in ("source", "count"):
        solution = read(tiny.solution(CHAPTER))
        if spoil == "source":
            find(solution, "quiz").source += " Five."
        else:
            find(solution, "picture").execution_count = None
        write(tiny.solution(CHAPTER), canonical(solution))
        build(tiny, say=lambda line: None)
        assert made(tiny) == before


def test_broken_solution_stops_and_leaves_the_old_files(tiny, notebook):
    build(tiny, say=lambda line: None)
    before = made(tiny)
    find(notebook, "quiz").source += " And thrice two?"
    find(
        notebook, "double-answer"
    ).source = "def double(x):\n    ### BEGIN SOLUTION\n    return 3 * x\n    ### END SOLUTION"
    save(tiny, notebook)
    with pytest.raises(ChapterError, match=r"01-tiny, cell double-check: (?s:.*)double\(2\): expected 4, got 6"):
        build(tiny, say=lambda line: None)
    assert made(tiny) == before


@pytest.mark.parametrize(
    ("source", "words"),
    [("import os; os._exit(1)", "the kernel died"), ("import time; time.sleep(60)", "took more than 2 s")],
)
def test_dead_kernel_and_endless_cell_are_named(tiny, notebook, source, words):
    find(notebook, "picture").source = source
    with pytest.raises(ChapterError, match=f"01-tiny, cell picture: {words}"):
        run(tiny, CHAPTER, derive.solved(notebook), timeout=2)


def test_unclosed_marker_is_reported_by_chapter(tiny, notebook):
    find(notebook, "double-answer").source = "### BEGIN SOLUTION\n1"
    save(tiny, notebook)
    with pytest.raises(ChapterError, match="01-tiny: nbgrader cannot make the release(?s:.*)no end solution"):
        build(tiny, say=lambda line: None)
    assert made(tiny) == {}


def test_stale_files_go_but_an_empty_source_deletes_nothing(tiny):
    build(tiny, say=lambda line: None)
    write(tiny.notebooks / "00-old.ipynb", "{}")
    write(tiny.solutions / "00-old.ipynb", "{}")
    write(tiny.solutions / "README.md", "stays")
    build(tiny, say=lambda line: None)
    assert set(made(tiny)) == {f"{CHAPTER}.ipynb", "README.md"}
    tiny.source(CHAPTER).unlink()
    build(tiny, say=lambda line: None)
    assert set(made(tiny)) == {f"{CHAPTER}.ipynb", "README.md"}


def test_chapters_are_named_in_full_or_by_number(tiny):
    assert tiny.chapters(["01"]) == tiny.chapters([CHAPTER]) == [CHAPTER]
    with pytest.raises(ChapterError, match="no such chapter; there are: 01-tiny"):
        tiny.chapters(["02"])
    tiny.source(CHAPTER).rename(tiny.source(CHAPTER).with_name("other.ipynb"))
    with pytest.raises(ChapterError, match="must be named 01-tiny.ipynb"):
        tiny.chapters()


def test_outputs_are_merged_and_stilled():
    notebook = tiny_notebook()
    widget = {"output_type": "display_data", "data": {WIDGET: {}, "text/plain": "IntSlider()"}, "metadata": {}}
    pieces = [
        {"output_type": "stream", "name": name, "text": text}
        for name, text in [("stdout", "a"), ("stderr", "x"), ("stdout", "b")]
    ]
    cell = find(notebook, "picture")
    cell.metadata["execution"] = {"iopub.execute_input": "2024"}
    cell.outputs = [type(cell)(output) for output in [*pieces, widget]]
    tidy(notebook)
    assert [output.text for output in cell.outputs] == ["ab"]
    assert "execution" not in cell.metadata


def test_front_desk(tiny, monkeypatch, capsys):
    monkeypatch.setattr(desk, "Course", lambda: tiny)
    assert desk.main(["build", "01"]) == 0
    assert "executed" in capsys.readouterr().out
    assert desk.main(["check", "--static"]) == 0
    assert desk.main(["build", "07"]) == 1
    assert "no such chapter" in capsys.readouterr().err


def test_the_course_has_no_stale_notebook():
    assert Course().stale() == []
