"""Rules that show when a chapter runs: the untouched release scores nothing, the solution everything, in bounds."""

from nbgrader.utils import determine_grade, is_grade

from course import derive
from course.execute import run, tidy
from course.files import parse, read

MAX_SECONDS, MAX_BYTES = 60, 1_000_000_000


def release_run(course, chapter, say=print):
    """The untouched release, top to bottom: nothing but NotImplementedError, and no point, not by hand either."""
    done = run(course, chapter, parse(derive.released(course, chapter)), go_on=True)
    say(f"{chapter}: release ran in {measures(done)}")
    for cell, output in errors(done.notebook):
        if output.ename != "NotImplementedError":
            hint = "no cell may need a result that an unsolved exercise keeps back"
            yield cell, f"the untouched release raises {output.ename}: {output.evalue}; {hint}"
    for cell, score, _ in grades(done.notebook):
        if score != 0:
            yield cell, f"the untouched release scores {score} here; it must score exactly 0"


def solution_run(course, chapter, say=print):
    """The solution with its hidden checks: no error, all points that the computer gives, within the bounds."""
    done = run(course, chapter, derive.solved(read(course.source(chapter)), hidden=True), go_on=True)
    say(f"{chapter}: solution ran in {measures(done)}")
    for cell, output in errors(done.notebook):
        yield cell, f"the solution raises {output.ename}: {output.evalue}"
    for cell, score, full in grades(done.notebook):
        if cell.cell_type == "code" and score != full:
            yield cell, f"the solution scores {score} of {full}; it must score exactly full"
    yield from bounds(done)


def bounds(done):
    # on a busy machine the clock also counts waiting for others, which the processor's time does not
    if min(done.seconds, done.cpu_seconds) > MAX_SECONDS:
        yield (
            None,
            f"runs for {done.seconds:.0f} s ({done.cpu_seconds:.0f} s of processor time); at most {MAX_SECONDS} s",
        )
    if done.peak_bytes is not None and done.peak_bytes > MAX_BYTES:
        yield None, f"needs {done.peak_bytes / 1e6:.0f} MB of memory; at most {MAX_BYTES / 1e6:.0f} MB"


def measures(done):
    memory = "memory not measured on this system" if done.peak_bytes is None else f"peak {done.peak_bytes / 1e6:.0f} MB"
    return f"{done.seconds:.1f} s ({done.cpu_seconds:.1f} s of processor time), {memory}"


def errors(notebook):
    return [
        (cell, output)
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "error"
    ]


def grades(notebook):
    """(cell, score, full) of each graded cell, as nbgrader has it, with stderr out of the way as by IgnorePattern."""
    return [(cell, *determine_grade(cell)) for cell in tidy(notebook).cells if is_grade(cell)]
