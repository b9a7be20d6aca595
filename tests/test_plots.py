"""Figures: drawn without a screen, the same bytes each time, never without alt text, in readable colours."""

import base64

import pytest
import torch

from robustlib import models, plots


def contrast_with_white(color):
    """The WCAG contrast ratio of a #rrggbb colour on white."""
    channels = [int(color[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


@pytest.fixture(scope="module")
def pictures():
    x = torch.rand(9, 1, 8, 8, generator=torch.Generator().manual_seed(0))
    net = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(64, 4))
    return lambda: {
        "batch": plots.images(x),
        "rows": plots.images({"a": x, "b": x[:3].expand(-1, 3, -1, -1)}, titles={"b": ["1", "2", "3"]}),
        "attack": plots.attack(net, x, (x + 0.1).clamp(0, 1), torch.arange(9) % 4, classes=list("abcd")),
        "curves": plots.curves({"one": ([0, 1], [0.1, 0.9]), "two": ([0, 1], [0.2, 0.8], [0.1, 0.7], [0.3, 0.9])},
                               "amount", "accuracy", "Two lines."),
        "bars": plots.bars({"one": {"a": 0.5, "b": 1}, "two": {"a": 0.1, "b": 0}}, "kind", "share", "Four bars."),
        "intervals": plots.bars({"one": {"a": (0.5, 0.4, 0.6), "b": 1}}, "kind", "share", "Two bars."),
        "answers": plots.answers(net, {"a": x, "b": x[:9] / 2}, torch.arange(9) % 4, list("abcd"), title="Nine."),
        "panels": plots.panels({"up": ({"one": ([0, 1], [0, 1])}, "x"), "down": ({"one": ([1, 0], [0, 1])}, "y")},
                               "share", "Two small curves."),
    }


def test_each_is_a_png_with_alt_text_and_the_same_bytes_twice(pictures):
    first, second = pictures(), pictures()
    for name, picture in first.items():
        assert picture.png().startswith(b"\x89PNG"), name
        assert picture.png() == second[name].png(), name
        data, metadata = picture._repr_mimebundle_()
        assert base64.b64decode(data["image/png"]) == picture.png()
        assert data["text/html"].startswith("<img alt=") and data["image/png"] in data["text/html"]
        assert data["text/plain"] == metadata["image/png"]["alt"] == picture.alt and len(picture.alt) > 5


def test_a_picture_without_alt_text_is_refused():
    with pytest.raises(ValueError, match="alt"):
        plots.Picture(None, " ")


def test_attack_tells_in_words_what_it_shows():
    x = torch.zeros(3, 1, 4, 4)

    def always_one(images):
        return torch.tensor([[0.0, 5.0]]).expand(len(images), 2)

    picture = plots.attack(always_one, x, x + 0.25, torch.tensor([1, 1, 0]))
    assert "gets 2 right" in picture.alt and "gets 1 wrong" in picture.alt and "0.25" in picture.alt


def test_answers_tells_in_words_what_it_shows():
    x = torch.zeros(3, 1, 4, 4)
    picture = plots.answers(lambda images: torch.tensor([[0.0, 5.0]]).expand(len(images), 2),
                            {"dark": x, "light": x + 1}, torch.tensor([1, 1, 0]), title="A guess")
    assert picture.alt == "A guess. dark: 2 of 3 images right; light: 2 of 3 images right."
    over = [axis.get_title() for axis in picture.figure.axes]
    assert over == ["1", "1", "✗ 1"] * 2


def test_bars_draw_the_limits_of_an_interval():
    lines = plots.bars({"one": {"a": (0.5, 0.4, 0.6), "b": 1.0}}, "kind", "share", "Bars.").figure.axes[0].lines
    assert [list(line.get_ydata()) for line in lines] == [[0.4, 0.6]]


def test_panels_fall_where_the_amount_falls(pictures):
    first, second = pictures()["panels"].figure.axes
    assert not first.xaxis_inverted() and second.xaxis_inverted()


def test_attack_leaves_the_network_alone():
    net = models.build().train()
    x = torch.rand(2, 1, 28, 28)
    plots.attack(net, x, x, torch.tensor([0, 1]))
    assert net.training and all(p.grad is None for p in net.parameters())


def test_colours_of_words_are_readable_on_white():
    assert contrast_with_white(plots.RIGHT) >= 4.5 and contrast_with_white(plots.WRONG) >= 4.5


def test_save(tmp_path, pictures):
    picture = pictures()["bars"]
    picture.save(tmp_path / "bars.png")
    assert (tmp_path / "bars.png").read_bytes() == picture.png()


def test_tinted_is_orange_uphill_light_blue_downhill_and_grey_elsewhere():
    x = torch.full((1, 1, 2, 2), 0.5)
    values = torch.tensor([[[[2.0, -2.0], [0.0, 0.0]]]])
    picture = plots.tinted(x, values)
    assert picture.shape == (1, 3, 2, 2)
    assert picture[0, 0, 0, 0] > picture[0, 2, 0, 0]  # more red than blue
    assert picture[0, 2, 0, 1] > picture[0, 0, 0, 1]
    assert torch.allclose(picture[0, :, 1], torch.tensor(0.35))
    assert torch.isfinite(plots.tinted(x, torch.zeros_like(values))).all()


def test_matrix_writes_numbers_and_leaves_nan_blank():
    values = [[float("nan"), 0.25], [1.0, float("nan")]]
    picture = plots.matrix(values, "ab", "cd", "Successes", "target", "source", "A table.", share=True)
    axis = picture.figure.axes[0]
    assert {(text.get_position(), text.get_text()) for text in axis.texts} == {((1, 0), "25"), ((0, 1), "100")}
    assert [label.get_text() for label in axis.get_xticklabels()] == ["c", "d"]
    assert axis.get_ylabel() == "source" and picture.alt == "A table."


def test_matrix_of_nothing_but_nan_is_drawn():
    picture = plots.matrix(torch.full((2, 2), torch.nan), "ab", "ab", "None", "target", "source", "An empty table.")
    assert not picture.figure.axes[0].texts and picture.png()
