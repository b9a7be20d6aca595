"""Live pictures: they follow their controls, show a still picture without a kernel, and do not hide errors."""

import pytest
import torch

from robustlib import plots, widgets

VIEW = "application/vnd.jupyter.widget-view+json"


def explorer(drawn=None):
    def draw(eps, kind):
        if drawn is not None:
            drawn.append((eps, kind))
        return plots.images(torch.full((1, 1, 4, 4), eps), alt=f"{kind} at {eps}")

    return widgets.explore(draw, eps=widgets.slider("ε", [0, 0.5, 1], start=0.5),
                           kind=widgets.choice("kind", ["noise", "FGSM"], start="FGSM"))


def test_one_output_holds_the_live_and_the_still_picture():
    live = explorer()
    data, metadata = live._repr_mimebundle_()
    assert VIEW in data and data["image/png"] and metadata["image/png"]["alt"] == "FGSM at 0.5"
    assert data["text/plain"] == "FGSM at 0.5 (With a running kernel this picture follows ε and kind.)"


def test_the_picture_follows_each_control():
    live = explorer()
    before = live._image.value
    assert 'alt="FGSM at 0.5"' in before
    live.controls["eps"].value = 1
    assert 'alt="FGSM at 1"' in live._image.value and live._image.value != before
    live.controls["kind"].value = "noise"
    assert 'alt="noise at 1"' in live._image.value


def test_a_picture_is_drawn_once_for_each_setting():
    drawn = []
    live = explorer(drawn)
    for value in (1, 0, 1, 0.5):
        live.controls["eps"].value = value
    assert sorted(drawn) == sorted({(0.5, "FGSM"), (1, "FGSM"), (0, "FGSM")})


def test_a_broken_callback_is_seen_and_heard():
    def draw(eps):
        if eps:
            raise RuntimeError("no <picture>")
        return plots.images(torch.zeros(1, 1, 4, 4))

    live = widgets.explore(draw, eps=widgets.slider("ε", [0, 1]))
    with pytest.raises(RuntimeError):
        live.controls["eps"].value = 1
    assert "RuntimeError: no &lt;picture&gt;" in live._image.value


def test_labels_are_there_for_screen_readers():
    live = explorer()
    assert [control.description for control in live.controls.values()] == ["ε", "kind"]


def test_alt_text_cannot_break_out_of_the_page():
    live = widgets.explore(lambda eps: plots.images(torch.zeros(1, 1, 4, 4), alt='"><b>'), eps=widgets.slider("ε", [0]))
    assert "<b>" not in live._image.value


def test_draw_must_return_a_picture():
    with pytest.raises(TypeError, match="draw: .*plots.Picture.*int"):
        widgets.explore(lambda eps: 3, eps=widgets.slider("ε", [0, 1]))


def test_explore_needs_a_control():
    with pytest.raises(ValueError, match="controls"):
        widgets.explore(lambda: None)
