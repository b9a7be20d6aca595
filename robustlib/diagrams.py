"""Drawings of how things work, made of boxes and arrows."""

from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from robustlib.plots import COLORS, Picture


def distillation(T="T"):
    """Teacher, soft labels, student: the two networks of defensive distillation, and what passes between them."""
    figure = Figure(figsize=(8.6, 3.9), layout="constrained")
    axis = figure.add_subplot()
    axis.set(xlim=(0, 100), ylim=(0, 46))
    axis.axis("off")
    rows = ((35, "teacher", COLORS[0], ("training images", "#666666"), ("hard labels\n0 0 1 0 …", "#666666")),
            (11, "student", COLORS[2], ("soft labels\n.02 .01 .91 .06 …", COLORS[1]), ("training images", "#666666")))
    for y, name, color, upper, lower in rows:
        for side, given in ((4.7, upper), (-4.7, lower)):
            _box(axis, 12, y + side, 22, 7, *given)
            _arrow(axis, (23.5, y + side), (32.5, y + side / 2))
        _box(axis, 46, y, 26, 14, f"$\\bf{{{name}}}$\nsoftmax at temperature {T}", color, width=2.2)
    _box(axis, 84, 35, 26, 10, f"its probabilities\nat temperature {T}", COLORS[1])
    _arrow(axis, (59.5, 35), (70.5, 35))
    axis.plot([84, 84, 12, 12], [29.5, 23.5, 23.5, 21], color=COLORS[1], linewidth=1.6, solid_capstyle="butt")
    _arrow(axis, (12, 22), (12, 19.2), COLORS[1])
    axis.text(48, 24.2, "become the labels", ha="center", va="bottom", fontsize=10, color=COLORS[1])
    _box(axis, 84, 11, 26, 10, "answers, in use:\nsoftmax at temperature 1", "#666666")
    _arrow(axis, (59.5, 11), (70.5, 11))
    return Picture(figure, f"""Distillation in two rows. Above: training images and hard labels train the teacher,
        through a softmax at temperature {T}. Its probabilities at temperature {T} become the labels of the row
        below: soft labels. There, soft labels and the same images train the student, through a softmax at
        temperature {T}. In use, the student answers through a softmax at temperature 1.""")


def _box(axis, x, y, wide, high, text, color, width=1.4):
    axis.add_patch(FancyBboxPatch((x - wide / 2, y - high / 2), wide, high, boxstyle="round,pad=0.4",
                                  facecolor="white", edgecolor=color, linewidth=width))
    axis.text(x, y, text, ha="center", va="center", fontsize=10)


def _arrow(axis, start, end, color="#444444"):
    axis.add_patch(FancyArrowPatch(start, end, arrowstyle="-|>", mutation_scale=13, color=color, linewidth=1.4))
