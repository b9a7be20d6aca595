"""`python -m course build`: course/source → notebooks/ (released) and solutions/ (solved and executed)."""

from course import derive
from course.execute import run, tidy
from course.files import canonical, read, write


def build(course, wanted=(), force=False, say=print):
    """Make what is out of date, one chapter after another; an error stops it and leaves that chapter's old files."""
    for chapter in course.chapters(wanted):
        say(f"{chapter}: {build_chapter(course, chapter, force)}")
    if course.chapters():  # an empty source folder is a mistake, not an order to delete the course
        for path in course.stale():
            path.unlink()
            say(f"{path.relative_to(course.root)}: removed, its source is gone")


def build_chapter(course, chapter, force=False):
    """Both notebooks of one chapter; returns what was done, in words. Nothing is written before all has succeeded."""
    release, plan, path = derive.released(course, chapter), derive.planned(course, chapter), course.solution(chapter)
    if not force and path.exists() and is_current(read(path), plan):
        changed = write(course.release(chapter), release)
        return f"release {'written' if changed else 'unchanged'}, solution is up to date"
    done = run(course, chapter, plan)
    done.notebook.metadata = plan.metadata  # nbclient adds the kernel's version
    solution = canonical(tidy(done.notebook))
    changed = [write(course.release(chapter), release), write(path, solution)]
    return f"release {word(changed[0])}, solution executed in {done.seconds:.0f} s and {word(changed[1])}"


def word(changed):
    return "written" if changed else "unchanged"


def is_current(solution, plan):
    """Made from the same source and robustlib, not edited since, and executed."""
    return canonical(derive.without_outputs(solution)) == canonical(plan) and not unexecuted(solution)


def unexecuted(notebook):
    """Ids of code cells that did not run to their end."""
    return [
        cell.id
        for cell in notebook.cells
        if cell.cell_type == "code"
        and cell.source.strip()
        and (cell.execution_count is None or any(output.output_type == "error" for output in cell.outputs))
    ]
