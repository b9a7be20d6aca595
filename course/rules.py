"""Rules for a source notebook's cells, checked without running it. Each yields (cell or None, what to do)."""

import ast
import copy
import re
import warnings

import nbformat
from nbformat.validator import NotebookValidationError

from course.chapter import grade_id, is_answer, is_bootstrap, is_check, is_manual, solution_lines
from course.files import canonical

MAX_CELLS, MAX_SOLUTION_LINES = 60, 15
NETWORK = re.compile(r"pip install|\burllib\b|\brequests\b|\bhttpx\b|\bwget\b|\bcurl\b|git clone|download\s*=\s*True")
GUARD = re.compile(r"except (ImportError|ModuleNotFoundError)|find_spec\(.robustlib.\)")
CHECK_CELL = """checks.{module}.{name}({name})
### BEGIN HIDDEN TESTS
checks.{module}.{name}({name}, hidden=True)
### END HIDDEN TESTS"""


def named(chapter, course):
    if not re.fullmatch(r"\d\d(-[a-z0-9]+)+", chapter.name):
        yield None, "name the folder and the notebook as two digits and kebab-case words: 02-fgsm"


def valid(chapter, course):
    """Comes first: the other rules rely on it."""
    notebook = chapter.notebook
    if (notebook.get("nbformat"), notebook.get("nbformat_minor")) != (4, 5):
        yield None, f"is in format {notebook.get('nbformat')}.{notebook.get('nbformat_minor')}; save it as 4.5"
        return
    try:
        with warnings.catch_warnings(action="ignore"):  # of ids: we have our own rule
            nbformat.validate(copy.deepcopy(notebook))
    except NotebookValidationError as error:
        yield None, f"is not a valid notebook: {str(error).splitlines()[0]}"


def form(chapter, course):
    notebook = chapter.notebook
    if chapter.text != canonical(notebook):
        yield None, "is not in canonical form; write it with course.files.canonical"
    if extra := set(notebook.metadata) - {"kernelspec", "language_info"}:
        yield None, f"remove the notebook's metadata {sorted(extra)}"
    kernel, language = (notebook.metadata.get(name, {}) for name in ("kernelspec", "language_info"))
    if kernel.get("name") != "python3" or set(language) != {"name"}:
        yield None, "keep only kernelspec python3 and language_info's name, nothing that depends on a Python version"


def unexecuted(chapter, course):
    for cell in chapter.code:
        if cell.outputs or cell.execution_count is not None:
            yield cell, "clear its outputs and execution count: sources are kept unexecuted"


def cell_ids(chapter, course):
    seen = set()
    for cell in chapter.cells:
        name = cell.get("id", "")
        if name in seen:
            yield cell, "another cell has this id; make it unique"
        seen.add(name)
        if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name) or re.fullmatch(r"(?=.*\d)[0-9a-f]{8,}", name):
            yield cell, "give it a readable id in kebab-case, such as fgsm-picture"


def grade_ids(chapter, course):
    seen = set()
    for cell in chapter.cells:
        name = grade_id(cell)
        if not name:
            continue
        if name in seen:
            yield cell, f"grade id {name} is used twice; make it unique"
        seen.add(name)
        if is_bootstrap(cell) or cell.cell_type == "markdown" and not is_manual(cell):
            continue  # a locked cell's id is never graded
        if not re.fullmatch(rf"ex{chapter.number:02d}_[a-z0-9]+(_[a-z0-9]+)*", name):
            yield cell, f"grade id {name} must be of the form ex{chapter.number:02d}_name"


def pairs(chapter, course):
    """Every answer is followed at once by its check, and every check stands under its answer."""
    for cell, below in zip(chapter.cells, [*chapter.cells[1:], None]):
        if is_answer(cell):
            if not grade_id(cell).endswith("_answer"):
                yield cell, f"an answer's grade id ends in _answer: {grade_id(cell)}_answer"
            if below is None or not is_check(below) or f"{grade_id(below)}_answer" != grade_id(cell):
                yield cell, f"put its check, grade id {grade_id(cell).removesuffix('_answer')}, right under this answer"
    for cell, above in zip(chapter.cells, [None, *chapter.cells]):
        if is_check(cell) and (above is None or not is_answer(above)):
            yield cell, "put the answer cell right above this check"


def checks(chapter, course):
    """A check holds the two calls and nothing else; grade id, check and the student's function share one name."""
    module = f"ch{chapter.number:02d}"
    known = names_in(course.robustlib / "checks", module)
    for exercise in chapter.exercises:
        cell, answer = exercise.cell, exercise.answer
        if not is_check(cell):
            continue
        name = grade_id(cell).partition("_")[2]
        if cell.source != CHECK_CELL.format(module=module, name=name):
            yield cell, "must hold exactly:\n" + CHECK_CELL.format(module=module, name=name)
        if name not in known:
            yield cell, f"robustlib/checks/{module}.py defines no {name}"
        if answer is not None and name not in defined(answer.source):
            yield answer, f"must define {name}, which its check calls"


def names_in(folder, module):
    """Public names a module defines or imports, read and not executed: this must not wait for torch."""
    paths = [path for path in (folder / f"{module}.py", folder / module / "__init__.py") if path.exists()]
    return defined(paths[0].read_text(encoding="utf-8")) if paths else set()


def defined(source):
    """Names bound at the top level of some code; none if it does not parse."""
    try:
        statements = ast.parse(source).body
    except SyntaxError:
        return set()
    names = set()
    for statement in statements:
        if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
            names.add(statement.name)
        elif isinstance(statement, (ast.Assign, ast.AnnAssign)):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            names |= {node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)}
        elif isinstance(statement, (ast.Import, ast.ImportFrom)):
            names |= {alias.asname or alias.name for alias in statement.names}
    return names


def points(chapter, course):
    for exercise in chapter.exercises:
        value = exercise.cell.metadata.nbgrader.get("points")
        if not isinstance(value, (int, float)) or value < 1:
            yield exercise.cell, f"is worth {value} points; give it at least 1"


def manual(chapter, course):
    found = [cell for cell in chapter.cells if is_manual(cell)]
    wrong = [cell for cell in found if cell.cell_type != "markdown"]
    for cell in wrong:
        yield cell, "a manually graded question is a markdown cell"
    if chapter.number == 0 and chapter.exercises:
        yield chapter.exercises[0].cell, "chapter 00 is a tour: it has no graded cells"
    if chapter.number > 0 and len(found) != 1:
        yield None, f"has {len(found)} manually graded questions; a graded chapter has exactly one"


def bootstrap(chapter, course):
    """One locked cell, the first with code, may install robustlib, and only where importing it fails."""
    found = [cell for cell in chapter.code if is_bootstrap(cell)]
    if not found or found[0] is not chapter.code[0]:
        yield None, "begin with the locked bootstrap cell, before any other code"
    for cell in found[:1]:
        if not GUARD.search(cell.source):
            yield cell, "guard it, so that it does nothing where robustlib imports: try … except ImportError"
    for cell in chapter.code:
        if cell not in found[:1] and (match := NETWORK.search(cell.source)):
            yield cell, f"only the bootstrap cell may touch the network: remove {match[0]!r}"


def solutions(chapter, course):
    for cell in chapter.cells:
        if is_answer(cell):
            lines = len(solution_lines(cell))
            if not lines:
                yield cell, "mark the part a student writes with ### BEGIN SOLUTION and ### END SOLUTION"
            if lines > MAX_SOLUTION_LINES:
                yield cell, f"asks for {lines} lines; at most {MAX_SOLUTION_LINES}: split the exercise"


def size(chapter, course):
    if len(chapter.cells) > MAX_CELLS:
        yield None, f"has {len(chapter.cells)} cells; at most {MAX_CELLS}"


def widget(chapter, course):
    if not any(re.search(r"\bwidgets\.\w+\(", cell.source) for cell in chapter.code):
        yield None, "has no live widget: call one of robustlib.widgets"


RULES = [
    named,
    form,
    unexecuted,
    cell_ids,
    grade_ids,
    pairs,
    checks,
    points,
    manual,
    bootstrap,
    solutions,
    size,
    widget,
]
