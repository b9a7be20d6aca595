"""The stored results: made by today's settings, shown by today's page, and one cell measured again agrees."""

import json

import pytest
import torch

from robustlib import data, reproduce
from robustlib.reproduce import cells, detection, distillation, pages
from robustlib.reproduce.__main__ import EXPERIMENTS

DOCS = reproduce.RESULTS.parents[1] / "docs"
STORED = sorted(path.stem.rpartition("-")[::2] for path in reproduce.RESULTS.glob("*.json"))


def test_every_experiment_has_results_of_all_its_data():
    assert STORED == sorted((name, dataset) for name, module in EXPERIMENTS.items() for dataset in module.DATA)


@pytest.mark.parametrize("name, dataset", STORED)
def test_results_are_of_todays_settings(name, dataset):
    result, module = reproduce.load(name, dataset), EXPERIMENTS[name]
    command = f"stale: python -m robustlib.reproduce {name} --data {dataset}"
    assert result["settings"] == json.loads(json.dumps(module.settings(dataset))), command
    assert [row["cell"] for row in result["cells"]] == module.cells(dataset), command


def test_the_page_is_written_from_the_results(tmp_path):
    written = pages.write(EXPERIMENTS, tmp_path)
    assert (DOCS / "results.md").read_text(encoding="utf-8") == (tmp_path / "results.md").read_text(encoding="utf-8"), \
        "stale: python -m robustlib.reproduce --page"
    for path in written[1:]:
        assert (DOCS / "results" / path.name).is_file(), "stale: python -m robustlib.reproduce --page"


@pytest.fixture
def one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.mark.parametrize("cell", [{"network": "distilled", "temperature": 20},
                                  {"network": "undefended", "logits times": 20}])
def test_a_cell_measured_again_agrees(cell, one_thread):
    stored = reproduce.load("distillation", "digits")
    row = next(row for row in stored["cells"] if row["cell"] == cell)
    few = 10  # images are attacked one by one: the first ten are the first ten of all
    fresh = distillation.run(data.load(), {**stored["settings"], "attacked images": few, "amplitude images": 50}, cell)
    assert abs(fresh["right"] - row["right"]) <= 2
    for reading, reached in fresh["jsma"].items():
        # Another processor rounds differently, and near a tie that decides.
        assert abs(sum(reached) - sum(row["jsma"][reading][:few])) <= 4, reading


def test_a_detection_cell_measured_again_agrees(one_thread, tmp_path, monkeypatch):
    """The scale is chosen on the same images with the same draws; of the attacks only few are made."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    stored = reproduce.load("detection", "digits")
    row = next(row for row in stored["cells"] if row["cell"]["operator"] == "translation")
    few = {**stored["settings"], "normal images": 20, "attacked images": 12, "costly attacks on": 4,
           "seeds of the substitute": 20, "scales": {"translation": stored["settings"]["scales"]["translation"][:2]}}
    fresh = detection.run(data.load(), few, {"operator": "translation", "mutants": 20})
    for scale, share in fresh["kappa of scales"].items():
        assert abs(share - row["kappa of scales"][scale]) < 0.003
    assert set(fresh["kinds"]) == set(row["kinds"])
    assert all(len(found["changes"]) for found in fresh["kinds"].values())


def test_detection_at_a_share_of_false_positives():
    kinds = {"normal": {"changes": [0, 0, 1, 5]}, "attack": {"changes": [1, 2, 5, 9]}}
    row = {"cell": {"mutants": 10}, "kinds": kinds}
    assert detection.at_false_positives(row, 0.25) == (0.2, {"normal": 0.25, "attack": 0.75})
    assert detection.at_false_positives(row, 0.0) == (0.6, {"normal": 0.0, "attack": 0.25})


# ---- Finished cells are kept -------------------------------------------------------------------------------------


class Counting:
    """An experiment of three cells that counts its runs and may be killed in the middle."""

    __name__, DATA = "robustlib.reproduce.counting", ("digits",)

    def __init__(self, dies_at=None):
        self.ran, self.dies_at = [], dies_at

    def settings(self, dataset):
        return {"size": 3}

    def cells(self, dataset):
        return [{"n": n} for n in range(3)]

    def run(self, ds, settings, cell):
        if cell["n"] == self.dies_at:
            raise KeyboardInterrupt
        self.ran.append(cell["n"])
        return {"square": cell["n"] ** 2}


def test_a_stopped_sweep_goes_on_where_it_was(tmp_path, monkeypatch):
    monkeypatch.setattr(cells, "RESULTS", tmp_path / "results")
    first, second, whole = Counting(dies_at=2), Counting(), Counting()
    with pytest.raises(KeyboardInterrupt):
        cells.run(first, "digits", tmp_path / "cache")
    assert first.ran == [0, 1] and not (tmp_path / "results").exists()
    text = cells.run(second, "digits", tmp_path / "cache").read_bytes()
    assert second.ran == [2]
    assert cells.run(whole, "digits", tmp_path / "another").read_bytes() == text
    assert whole.ran == [0, 1, 2]


def test_half_a_file_is_never_read(tmp_path, monkeypatch):
    target = tmp_path / "cell.json"
    cells.write(target, {"whole": 1})
    monkeypatch.setattr(cells.os, "replace", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        cells.write(target, {"whole": 2})
    assert json.loads(target.read_text()) == {"whole": 1}


def test_unknown_results_say_what_there_is():
    with pytest.raises(ValueError, match="no stored results jsma-moon; there are: .*distillation-digits"):
        reproduce.load("jsma", "moon")
