"""A tiny course in a temporary folder."""

import pytest

from course.files import Course, write
from tests.course.tiny import CHECKS, WIDGETS, save, tiny_notebook


@pytest.fixture
def notebook():
    return tiny_notebook()


@pytest.fixture
def tiny(tmp_path):
    """A course of one chapter, not built yet."""
    course = Course(tmp_path / "tiny")
    for name, text in {"__init__": "", "checks/__init__": "", "checks/ch01": CHECKS, "widgets": WIDGETS}.items():
        write(course.robustlib / f"{name}.py", text)
    save(course, tiny_notebook())
    return course
