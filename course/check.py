"""`python -m course check`: proves that chapters keep the course's rules and that what is made of them is current."""

import re
from typing import NamedTuple

from course import derive
from course.build import unexecuted
from course.chapter import Chapter, is_answer
from course.files import ChapterError, canonical, parse, read
from course.page_rules import PAGE_RULES
from course.rules import RULES, valid
from course.runs import release_run, solution_run

REBUILD = "run python -m course build"


class Problem(NamedTuple):
    chapter: str
    cell: str | None
    message: str

    def __str__(self):
        return f"{self.chapter}{f', cell {self.cell}' if self.cell else ''}: {self.message}"


def check(course, wanted=(), static=False, say=print):
    """All problems of the wanted chapters, said and returned."""
    problems, chapters = [], course.chapters(wanted)
    for chapter in chapters:
        problems += check_chapter(course, chapter, static, say)
    problems += [
        Problem(path.stem, None, f"{path.relative_to(course.root)} has no source; {REBUILD}") for path in course.stale()
    ]
    for problem in problems:
        say(f"✗ {problem}")
    say(f"{len(chapters)} chapters checked: {len(problems) or 'no'} problems")
    return problems


def check_chapter(course, name, static=False, say=print):
    try:
        chapter = Chapter(name, course.source(name).read_text(encoding="utf-8"))
    except ChapterError as error:
        return [Problem(name, error.cell, error.detail)]
    found = static_problems(course, chapter) + drift_problems(course, name)
    return found if static else found + run_problems(course, name, say)


def static_problems(course, chapter):
    rules = RULES + PAGE_RULES
    if next(valid(chapter, course), None):
        rules = [valid]  # the others would stumble
    return [problem(chapter.name, cell, message) for rule in rules for cell, message in rule(chapter, course)]


def run_problems(course, name, say=print):
    found = []
    for rule in (release_run, solution_run):
        try:
            found += [problem(name, cell, message) for cell, message in rule(course, name, say)]
        except ChapterError as error:
            found.append(Problem(name, error.cell, error.detail))
    return found


def drift_problems(course, name):
    """Generated files against what the source gives now, but for a solution's outputs, which may differ in a digit."""
    try:
        release = derive.released(course, name)
    except ChapterError as error:
        return [Problem(name, error.cell, error.detail)]
    found = [problem(name, cell, message) for cell, message in stub_lines(parse(release), read(course.source(name)))]
    path = course.release(name)
    if not path.exists() or path.read_text(encoding="utf-8") != release:
        found.append(Problem(name, None, f"notebooks/{path.name} is not what the source gives; {REBUILD}"))
    path = course.solution(name)
    if not path.exists():
        return [*found, Problem(name, None, f"solutions/{path.name} is missing; {REBUILD}")]
    solution = read(path)
    if canonical(derive.without_outputs(solution)) != canonical(derive.planned(course, name)):
        found.append(Problem(name, None, f"solutions/{path.name} is not what the source and robustlib give; {REBUILD}"))
    return found + [problem(name, cell, message) for cell, message in solution_problems(solution)]


def stub_lines(release, source):
    """A released answer says nothing that the solution does not say, but for the line that stands in for it."""
    originals = {cell.id: set(cell.source.split("\n")) for cell in source.cells}
    stub = derive.nbgrader_config("").ClearSolutions.code_stub["python"]
    for cell in release.cells:
        if is_answer(cell):
            for line in cell.source.split("\n"):
                if line.strip() != stub and line not in originals[cell.id]:
                    yield cell, f"the release has a line that the source lacks: {line!r}"


def solution_problems(solution):
    """An executed solution: every code cell ran, its images are described, and nothing in it changes by itself."""
    ids = unexecuted(solution)
    for cell in solution.cells:
        if cell.cell_type != "code":
            continue
        if cell.id in ids:
            yield cell, f"did not run to its end in solutions/; {REBUILD} --force"
        pictures = [mime for output in cell.outputs for mime in output.get("data", {}) if mime.startswith("image/")]
        if re.search(r"\bwidgets\.\w+\(", cell.source) and not pictures:
            yield cell, "its widget shows no static picture where no kernel runs; display one beside it"
        yield from output_problems(cell)


def output_problems(cell):
    for output in cell.outputs:
        data = output.get("data", {})
        for mime in data:
            if mime.startswith("image/") and not output.metadata.get(mime, {}).get("alt", "").strip():
                yield cell, f'describe its picture: display it with metadata {{"{mime}": {{"alt": "…"}}}}'
        texts = [output.get("text", ""), *(data[mime] for mime in data if mime.startswith("text/"))]
        if any(re.search(r"0x[0-9a-f]{8,}", text) for text in texts):
            yield cell, "its output shows a memory address, which is new in every run; end the last line with ;"


def problem(name, cell, message):
    return Problem(name, cell and cell.get("id"), message)
