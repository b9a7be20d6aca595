"""nbgrader as its users know it: from release to export of marks; the Validate button; formgrader."""

import csv
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from urllib.request import urlopen

import pytest
from jupyter_core.application import NoStart
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderApp
from nbgrader.utils import get_osusername, is_grade, is_solution
from nbgrader.validator import Validator
from traitlets.config import Config

from course import derive
from course.build import build
from course.chapter import grade_id, is_check
from course.files import ROOT, Course, canonical, parse, read, write
from tests.course.tiny import CHAPTER, real_chapters

pytestmark = pytest.mark.filterwarnings("ignore")  # nbgrader's own, of its database
GRADED = [chapter for chapter in real_chapters() if not chapter.startswith("00")]
NO_CHAPTER = pytest.mark.skip("course/source has no graded chapter yet")


def one_of(chapters):
    """The tiny course, and one real chapter: each costs several executions, and course check already runs them all."""
    return [CHAPTER, *(chapters or [pytest.param("", marks=NO_CHAPTER)])]


@pytest.fixture
def course(request, tiny):
    chapter = request.getfixturevalue("chapter")
    return tiny if chapter == CHAPTER else Course()


@pytest.fixture
def room(course, chapter, tmp_path, monkeypatch):
    """A copy of course/ with one chapter, its own exchange, and a home that hides this user's settings."""
    room = tmp_path / "room"
    shutil.copytree(course.source(chapter).parent, room / "source" / chapter)
    shutil.copy(ROOT / "course" / "nbgrader_config.py", room)
    exchange = tmp_path / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    for name in ("HOME", "JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "IPYTHONDIR"):
        (tmp_path / name).mkdir()
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.setenv("NBGRADER_EXCHANGE", str(exchange))
    monkeypatch.setenv("PYTHONPATH", str(course.root), prepend=os.pathsep)  # kernels find this course's robustlib
    monkeypatch.setenv("PATH", os.path.dirname(sys.executable), prepend=os.pathsep)  # nbgrader calls alembic by name
    monkeypatch.delenv("MPLBACKEND", raising=False)
    monkeypatch.setattr(sys, "path", list(sys.path))  # each command adds its folder
    return room


def nbgrader(folder, *arguments):
    """One nbgrader command, as typed in a folder; in this process, since to start one takes longer than the work."""
    here, app = os.getcwd(), NbGraderApp.instance()
    os.chdir(folder)
    try:
        app.initialize(list(arguments))
        app.start()
    except NoStart:
        pass  # how Jupyter commands end after their subcommand
    except SystemExit as end:
        assert not end.code, f"nbgrader {' '.join(arguments)} failed"
    finally:
        app.reset()
        os.chdir(here)


def no_exchange():
    """Why nbgrader's exchange cannot work here, or "". Root may use it; a user without a name may not."""
    if sys.platform == "win32":
        return "nbgrader's exchange does not run on Windows"
    try:
        get_osusername()
    except KeyError:
        return "nbgrader's exchange needs a user with a name"
    return ""


def answered(notebook, source):
    """The released notebook with a student's perfect answers pasted in."""
    answers = {cell.id: cell.source for cell in derive.solved(source).cells if is_solution(cell)}
    for cell in notebook.cells:
        cell.source = answers.get(cell.id, cell.source)
    return canonical(notebook)


@pytest.mark.timeout(600)
@pytest.mark.skipif(bool(no_exchange()), reason=no_exchange())
@pytest.mark.parametrize("chapter", one_of(GRADED[-1:]))
def test_from_release_to_export(course, chapter, room, tmp_path):
    source = read(course.source(chapter))
    nbgrader(room, "generate_assignment", chapter)
    nbgrader(room, "release_assignment", chapter)
    nbgrader(room, "db", "student", "add", "alice", "--first-name", "Alice")  # by hand; bob comes with his submission

    for student in ("alice", "bob"):
        home = tmp_path / student
        home.mkdir()
        # what an administrator puts into /etc/jupyter: students have no course folder
        write(home / "nbgrader_config.py", f"c = get_config()\nc.Exchange.root = {os.environ['NBGRADER_EXCHANGE']!r}\n")
        nbgrader(home, "fetch_assignment", chapter, "--course", "robustness")
        path = home / chapter / f"{chapter}.ipynb"
        if student == "bob":
            path.write_text(answered(read(path), source), encoding="utf-8")
        nbgrader(home, "submit", chapter, "--course", "robustness", "--student", student)

    nbgrader(room, "collect", chapter)
    nbgrader(room, "autograde", chapter)
    nbgrader(room, "generate_feedback", chapter)
    nbgrader(room, "export", "--to", "grades.csv")

    full = sum(cell.metadata.nbgrader.points for cell in source.cells if is_check(cell))
    with Gradebook(f"sqlite:///{room / 'gradebook.db'}") as gradebook:
        alice, bob = (gradebook.find_submission(chapter, student) for student in ("alice", "bob"))
        assert {grade.auto_score for notebook in alice.notebooks for grade in notebook.grades} == {0}
        assert {grade.name: grade.auto_score for notebook in bob.notebooks for grade in notebook.grades} == {
            grade_id(cell): cell.metadata.nbgrader.points if is_check(cell) else None
            for cell in source.cells
            if is_grade(cell)
        }
        assert bob.needs_manual_grade and not alice.needs_manual_grade
    with open(room / "grades.csv", newline="") as file:
        scores = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert scores == {"alice": 0, "bob": full}
    for student in ("alice", "bob"):
        assert (room / "feedback" / student / chapter / f"{chapter}.html").stat().st_size > 0


@pytest.mark.timeout(600)
@pytest.mark.parametrize("chapter", one_of(GRADED[:1]))
def test_validate(course, chapter, room, tmp_path):
    """The Validate button: every graded cell of the untouched release fails, the solution passes."""
    config = Config({"Execute": {"timeout": 60}})
    release = parse(derive.released(course, chapter))
    path = tmp_path / f"{chapter}.ipynb"
    write(path, canonical(release))
    results = Validator(config=config).validate(str(path))
    assert set(results) == {"failed"}
    assert len(results["failed"]) == sum(is_grade(cell) for cell in release.cells)
    assert all(failure["raw_error"] for failure in results["failed"])

    if course.root != ROOT:
        build(course, say=lambda line: None)
    shutil.copy(course.solution(chapter), path)
    assert Validator(config=config).validate(str(path)) == {}


@pytest.mark.parametrize("chapter", [CHAPTER])
def test_a_deleted_check_comes_back(course, chapter, room):
    """Deleting the check earns nothing, and stderr costs nothing."""
    nbgrader(room, "generate_assignment", chapter)
    release, source = read(room / "release" / chapter / f"{chapter}.ipynb"), read(course.source(chapter))
    notebook = parse(answered(release, source))
    for cell in notebook.cells:
        if cell.id == "double-answer":
            cell.source = "import sys\n\n\ndef double(x):\n    print('busy', file=sys.stderr)\n    return 2 * x"
    write(room / "submitted" / "loud" / chapter / f"{chapter}.ipynb", canonical(notebook))
    for cell in notebook.cells:
        if cell.id == "double-answer":
            cell.source = "def double(x):\n    return 3 * x"
    notebook.cells = [cell for cell in notebook.cells if cell.id != "double-check"]
    write(room / "submitted" / "sly" / chapter / f"{chapter}.ipynb", canonical(notebook))
    nbgrader(room, "autograde", chapter)
    with Gradebook(f"sqlite:///{room / 'gradebook.db'}") as gradebook:
        assert gradebook.find_submission(chapter, "loud").score == 2
        assert gradebook.find_submission(chapter, "sly").score == 0


@pytest.mark.timeout(120)
@pytest.mark.parametrize("chapter", [CHAPTER])
def test_formgrader_finds_the_course(chapter, room):
    """With Jupyter's root at the course folder, formgrader lists its chapters. (It is silently empty anywhere else.)"""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = [
        f"--ServerApp.port={port}",
        "--ServerApp.ip=127.0.0.1",
        "--IdentityProvider.token=t",
        "--no-browser",
        "--allow-root",
    ]
    server = subprocess.Popen([sys.executable, "-m", "jupyter_server", *options], cwd=room)
    try:
        assert chapter in [
            assignment["name"]
            for assignment in ask(server, f"http://127.0.0.1:{port}/formgrader/api/assignments?token=t")
        ]
    finally:
        server.terminate()
        server.wait(20)


def ask(server, address):
    """A JSON answer, from a server that may still be starting."""
    for _ in range(200):
        assert server.poll() is None, "the server ended"
        try:
            with urlopen(address, timeout=30) as answer:
                return json.load(answer)
        except ConnectionError:
            time.sleep(0.3)
        except OSError as error:
            if not isinstance(getattr(error, "reason", None), ConnectionError):
                raise
            time.sleep(0.3)
    raise AssertionError("the server did not answer")
