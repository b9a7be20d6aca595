"""What is made of a source notebook before anything runs: the students' version and the solution."""

import copy
import hashlib
import io
import logging
import shutil
import tempfile
from pathlib import Path

from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from traitlets.config.loader import PyFileConfigLoader

from course.files import ChapterError, canonical, read

CONFIG = Path(__file__).with_name("nbgrader_config.py")


def nbgrader_config(root):
    """Our nbgrader settings, moved to another root, without a gradebook."""
    config = PyFileConfigLoader(CONFIG.name, path=str(CONFIG.parent)).load_config()
    config.CourseDirectory.root = str(root)
    config.CourseDirectory.db_url = "sqlite://"
    config.GenerateAssignment.no_database = True
    config.SaveCells.enabled = False
    return config


def released(course, chapter):
    """Text of the students' version, by nbgrader's own `generate_assignment --no-db`, away from course/."""
    log = io.StringIO()
    logger = logging.getLogger("course.released")
    logger.propagate, logger.handlers = False, [logging.StreamHandler(log)]
    logger.setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        (root / "source" / chapter).mkdir(parents=True)
        shutil.copy(course.source(chapter), root / "source" / chapter)
        config = nbgrader_config(root)
        coursedir = CourseDirectory(config=config, log=logger, assignment_id=chapter)
        try:
            GenerateAssignment(coursedir=coursedir, config=config, log=logger).start()
        except NbGraderException:
            raise ChapterError(chapter, None, f"nbgrader cannot make the release:\n{log.getvalue()}") from None
        return canonical(read(root / "release" / chapter / f"{chapter}.ipynb"))


def solved(notebook, hidden=False):
    """The notebook with its solutions and without the marker lines; hidden checks are left out, or kept."""
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        cell.source = _unmark(cell.source, hidden)
    return notebook


def _unmark(source, hidden):
    kept, inside = [], False
    for line in source.split("\n"):
        if "BEGIN HIDDEN TESTS" in line or "END HIDDEN TESTS" in line:
            inside = "BEGIN" in line
        elif "BEGIN SOLUTION" in line or "END SOLUTION" in line:
            pass
        elif hidden or not inside:
            kept.append(line)
    return "\n".join(kept).rstrip("\n")


def digest(course, chapter):
    """What a solution's outputs depend on: its source, and robustlib's code, data and weights."""
    seen = hashlib.sha256(course.source(chapter).read_bytes())
    for path in sorted(course.robustlib.rglob("*")):
        if path.suffix in {".py", ".npz", ".safetensors"}:
            seen.update(path.relative_to(course.root).as_posix().encode())
            seen.update(hashlib.sha256(path.read_bytes()).digest())
    return f"sha256:{seen.hexdigest()}"


def planned(course, chapter):
    """The solution as it will be, but for its outputs. It remembers the digest of what it was made from."""
    notebook = without_outputs(solved(read(course.source(chapter))))
    notebook.metadata["course"] = {"digest": digest(course, chapter)}
    return notebook


def without_outputs(notebook):
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook
