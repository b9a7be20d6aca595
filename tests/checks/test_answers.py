"""Every right answer passes and every wrong one fails, visible and hidden cases, over several seeds."""

import pytest

from robustlib.checks.runner import run
from tests.answers import EXERCISES, answers, function, specification

SEEDS = (0, 1, 2, 17, 2**31)  # 0 is the visible one, 1 that of stock autograding
ALL = {kind: [(exercise, path) for exercise in EXERCISES for path in answers(exercise, kind)]
       for kind in ("right", "wrong")}


def names(pairs):
    return [f"{exercise}-{path.stem}" for exercise, path in pairs]


def problem(exercise, path, seed):
    """The first problem that the exercise's specification finds with an answer, with the words for the student."""
    check = specification(exercise)
    for case in check.cases(seed):
        observation = run(function(path, check.name), case)
        found = check.verdict(case, observation)
        if found is not None:
            return check.message(case, observation, found)
    return None


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("exercise, path", ALL["right"], ids=names(ALL["right"]))
def test_right_answer_is_accepted(exercise, path, seed):
    message = problem(exercise, path, seed)
    assert message is None, message


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("exercise, path", ALL["wrong"], ids=names(ALL["wrong"]))
def test_wrong_answer_is_refused(exercise, path, seed):
    assert problem(exercise, path, seed) is not None


@pytest.mark.parametrize("exercise, path", ALL["wrong"], ids=names(ALL["wrong"]))
def test_wrong_answer_names_its_misconception(exercise, path):
    assert path.read_text().startswith("# "), f"{path} opens with a comment that names the misconception"


@pytest.mark.parametrize("exercise", EXERCISES)
def test_there_are_enough_answers(exercise):
    assert len(answers(exercise, "right")) >= 5
    assert len(answers(exercise, "wrong")) >= 8


def test_every_exercise_has_answers():
    from robustlib import checks
    from robustlib.checks.specification import Exercise

    exercises = {f"ex{chapter.removeprefix('ch')}_{name}" for chapter in checks.__all__
                 for name, thing in vars(getattr(checks, chapter)).items() if isinstance(thing, Exercise)}
    assert exercises == set(EXERCISES)
