"""The drawings: the same bytes each time, with alt text, and the marks that they promise."""

import torch

from robustlib import diagrams
from robustlib.plots import RIGHT, WRONG


def drawn():
    x = torch.rand(12, 1, 8, 8, generator=torch.Generator().manual_seed(0))
    answers = torch.tensor([1, 2, 0] * 4)
    return {
        "distillation": diagrams.distillation(),
        "equilibrium": diagrams.equilibrium(),
        "mutants": diagrams.mutants(x, answers, 1, list("abc"), "Twelve.", "Twelve mutants."),
        "walks": diagrams.random_walks(torch.tensor([[1.0, 2, 3, 9], [-1, -2, -4, 9], [1, 0, 1, 0]]), -3, 3, "Three."),
        "histograms": diagrams.histograms({"a": x[:, 0, 0, 0], "b": x[:5, 0, 0, 0]}, "κ", "Two histograms.", mark=0.2),
    }


def test_each_is_a_png_with_alt_text_and_the_same_bytes_twice():
    first, second = drawn(), drawn()
    for name, picture in first.items():
        assert picture.png().startswith(b"\x89PNG") and picture.png() == second[name].png(), name
        assert len(picture.alt) > 5, name


def test_mutants_with_another_answer_are_told_by_text_and_frame():
    axis = drawn()["mutants"].figure.axes[0]
    assert [text.get_text() for text in axis.texts] == ["✗ c", "✗ a"] * 4
    corners = [tuple(round(255 * v) for v in axis.images[0].get_array()[0, 14 * n]) for n in range(2)]
    assert corners == [tuple(int(color[i:i + 2], 16) for i in (1, 3, 5)) for color in (RIGHT, WRONG)]


def test_colour_images_can_be_mutants():
    picture = diagrams.mutants(torch.rand(3, 3, 5, 7), torch.tensor([0, 1, 0]), 0, ["a", "b"], "Three.", "Mutants.")
    assert picture.png().startswith(b"\x89PNG")


def test_histograms_are_shares_of_their_own_group():
    axes = drawn()["histograms"].figure.axes
    assert [axis.get_title() for axis in axes] == ["a (12)", "b (5)"]
    for axis in axes:
        assert abs(sum(bar.get_height() for bar in axis.patches) - 1) < 1e-9


def test_walks_end_at_the_first_threshold_they_cross():
    lines = drawn()["walks"].figure.axes[0].lines
    ends = [line.get_xydata()[-1].tolist() for line in lines if len(line.get_xdata()) > 2]
    assert ends == [[3, 3], [3, -4], [4, 0]]
