"""The weights in the package are those that the command makes."""

import json

import pytest
import torch
from safetensors import safe_open

from robustlib import data, metrics, models
from robustlib.weights.__main__ import RECIPES, made

FILES = {path.stem: path for path in models.WEIGHTS.glob("*.safetensors")}


def card(key):
    with safe_open(FILES[key], framework="pt") as file:
        return json.loads(file.metadata()["card"])


def pretrained(key):
    dataset, _, variant = key.partition("-")
    if variant.startswith("distilled-T"):
        return models.pretrained(dataset, temperature=float(variant.removeprefix("distilled-T")))
    return models.pretrained(dataset, variant=variant or None)


def test_there_is_one_file_a_recipe():
    assert set(FILES) == set(RECIPES)


@pytest.mark.parametrize("key", RECIPES)
def test_the_file_was_made_by_todays_recipe(key):
    stored = card(key)
    assert stored["recipe"] == {name: str(value) for name, value in RECIPES[key].items()}, \
        f"stale: {stored['command']}"


@pytest.mark.parametrize("key", [key for key in RECIPES if key.startswith("digits")])
def test_the_command_makes_the_same_network(key):
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        net, fresh = made(key)
    finally:
        torch.set_num_threads(threads)
    stored, ds = pretrained(key), data.load(key.partition("-")[0])
    # Another processor rounds differently, and training magnifies that: compare what the networks answer.
    same = metrics.predict(net, ds.x_test).argmax(1) == metrics.predict(stored, ds.x_test).argmax(1)
    assert same.double().mean() >= 0.97, f"stale: {fresh['command']}"
    assert abs(fresh["test accuracy"] - card(key)["test accuracy"]) < 0.02
