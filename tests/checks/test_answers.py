"""Every exercise has answers, right and wrong, and every chapter's are tested: see answering.py."""

from pathlib import Path

import pytest

from robustlib import checks
from robustlib.checks.specification import Exercise
from tests.answers import EXERCISES, answers

WRONG = [path for exercise in EXERCISES for path in answers(exercise, "wrong")]


@pytest.mark.parametrize("path", WRONG, ids=lambda path: f"{path.parents[1].name}-{path.stem}")
def test_wrong_answer_names_its_misconception(path):
    assert path.read_text().startswith("# "), f"{path} opens with a comment that names the misconception"


@pytest.mark.parametrize("exercise", EXERCISES)
def test_there_are_enough_answers(exercise):
    assert len(answers(exercise, "right")) >= 5
    assert len(answers(exercise, "wrong")) >= 8


def test_every_exercise_has_answers():
    exercises = {f"ex{chapter.removeprefix('ch')}_{name}" for chapter in checks.__all__
                 for name, thing in vars(getattr(checks, chapter)).items() if isinstance(thing, Exercise)}
    assert exercises == set(EXERCISES)


def test_every_chapter_has_a_test_of_its_answers():
    files = {path.stem.removeprefix("test_answers_") for path in Path(__file__).parent.glob("test_answers_ch*.py")}
    assert files == {exercise[:4].replace("ex", "ch") for exercise in EXERCISES}
