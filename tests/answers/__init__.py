"""Right and wrong answers to every exercise, one file each: tests/answers/<exercise>/right|wrong/<name>.py.

A wrong answer opens with a comment that names its misconception.
"""

import runpy
from pathlib import Path

FOLDER = Path(__file__).parent
EXERCISES = sorted(folder.name for folder in FOLDER.glob("ex*"))


def answers(exercise, kind):
    """The files of the right or wrong answers to an exercise."""
    return sorted((FOLDER / exercise / kind).glob("*.py"))


def specification(exercise):
    """ex02_fgsm → robustlib.checks.ch02.fgsm."""
    from robustlib import checks

    chapter, _, name = exercise.removeprefix("ex").partition("_")
    return getattr(getattr(checks, f"ch{chapter}"), name)


def function(path, name):
    """The function of that name that an answer's file defines."""
    return runpy.run_path(str(path))[name]
