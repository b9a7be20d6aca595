"""Drawings of how things work, and the pictures that one chapter alone needs."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch

from robustlib.plots import COLORS, RIGHT, WRONG, Picture


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


def random_walks(walks, lower, upper, alt, title=None):
    """Wald's test as random walks between two thresholds: each ends where it leaves the space between them.

    walks: (N, M), ln pr of N images after 1, 2, … M mutants; drawn up to the first threshold, in its colour.
    """
    figure = Figure(figsize=(6.8, 3.8), layout="constrained")
    axis = figure.add_subplot()
    for walk in walks.tolist():
        end = next((n for n, ratio in enumerate(walk, 1) if not lower < ratio < upper), None)
        color = "#777777" if end is None else COLORS[1] if walk[end - 1] >= upper else COLORS[0]
        path = [0.0, *walk[:end]]
        axis.plot(range(len(path)), path, color=color, linewidth=1.2, alpha=0.8)
        if end is not None:
            axis.plot(end, path[-1], color=color, marker="^" if path[-1] >= upper else "v", markersize=7)
    for height, text, color, side in ((upper, "adversarial", WRONG, 1), (lower, "normal", RIGHT, -1)):
        axis.axhline(height, color=color, linewidth=1.6, linestyle="--")
        axis.annotate(text, (1, height), xycoords=("axes fraction", "data"), xytext=(-2, 4 * side), ha="right",
                      textcoords="offset points", va="bottom" if side > 0 else "top", color=color)
    room = 0.35 * (upper - lower)
    axis.set(xlabel="mutants", ylabel="ln pr", ylim=(lower - room, upper + room), xlim=(0, None))
    axis.spines[["top", "right"]].set_visible(False)
    if title:
        axis.set_title(title, fontsize=11)
    return Picture(figure, alt)


def _box(axis, x, y, wide, high, text, color, width=1.4):
    axis.add_patch(FancyBboxPatch((x - wide / 2, y - high / 2), wide, high, boxstyle="round,pad=0.4",
                                  facecolor="white", edgecolor=color, linewidth=width))
    axis.text(x, y, text, ha="center", va="center", fontsize=10)


def _arrow(axis, start, end, color="#444444"):
    axis.add_patch(FancyArrowPatch(start, end, arrowstyle="-|>", mutation_scale=13, color=color, linewidth=1.4))


# ---- Sensitivity -----------------------------------------------------------------------------------------------------

KINDS = (("normal", RIGHT), ("adversarial,\njust over the edge", WRONG), ("adversarial,\ndeep inside", "#555555"))


def equilibrium():
    """Why a small push tells: three balls in a landscape, and the same three as images beside a decision boundary."""
    figure = Figure(figsize=(8.6, 3.9), layout="constrained")
    _balls(figure.add_subplot(1, 2, 1))
    _clouds(figure.add_subplot(1, 2, 2))
    return Picture(figure, """Two drawings of the same idea. Left: a landscape with two valleys and a hill between them.
        One ball rests in the left valley, called normal: pushed a little, it rolls back. One stands on top of the hill,
        called adversarial, just over the edge: any push makes it roll. A third rests in the right valley, called
        adversarial, deep inside: it rolls back, too. Right: a line parts the images answered 7 from those answered 2.
        Around each of three images there is a cloud of mutants. The cloud of the normal image lies on one side as a
        whole, and so does that of the image deep inside. The cloud of the image just over the edge lies on both
        sides.""")


def _balls(axis):
    def height(x):
        return 12 + 16 * np.cos((x - 50) / 50 * 2 * np.pi * 0.93)

    x = np.linspace(2, 98, 200)
    axis.fill_between(x, height(x), -16, color="#e8e8e8", linewidth=0)
    axis.plot(x, height(x), color="#666666", linewidth=1.6)
    for place, (name, color) in zip((23.1, 50.6, 76.9), KINDS):
        middle = height(place) + 4.2
        axis.add_patch(Circle((place, middle), 4, facecolor=color, edgecolor="black", linewidth=0.8))
        above = 6.5 if place == 50.6 else 12
        axis.text(place, middle + above, name, ha="center", va="bottom", fontsize=10, color=color)
        for side in (-1, 1):  # off the hill, back into a valley
            if place == 50.6:
                _arrow(axis, (place + side * 6, middle + 1), (place + side * 13, middle - 4.5))
            else:
                _arrow(axis, (place + side * 12.5, middle + 11), (place + side * 5, middle + 1.5))
    axis.set(xlim=(0, 100), ylim=(-16, 56), aspect="equal")
    axis.set_title("a small push", fontsize=11)
    axis.axis("off")


def _clouds(axis):
    def edge(y):
        return 47 + 5 * np.sin(y / 11)

    draws = np.random.default_rng(4)
    y = np.linspace(0, 72, 100)
    axis.fill_betweenx(y, 0, edge(y), color=COLORS[4], alpha=0.18, linewidth=0)
    axis.fill_betweenx(y, edge(y), 100, color=COLORS[5], alpha=0.18, linewidth=0)
    axis.plot(edge(y), y, color="black", linewidth=1.6)
    axis.text(4, 66, "answered 7", fontsize=10)
    axis.text(96, 66, "answered 2", fontsize=10, ha="right")
    for (across, up), (name, color) in zip(((18, 40), (edge(38) + 2, 38), (82, 40)), KINDS):
        turn, far = draws.uniform(0, 2 * np.pi, 26), 11 * np.sqrt(draws.uniform(0.05, 1, 26))
        x, y = across + far * np.cos(turn), up + far * np.sin(turn)
        changed = (x < edge(y)) != (across < edge(up))
        axis.scatter(x[~changed], y[~changed], s=14, color=color, alpha=0.75, linewidths=0)
        axis.scatter(x[changed], y[changed], s=22, color=color, marker="x", linewidths=1.3)
        axis.scatter(across, up, s=90, color=color, edgecolor="black", linewidth=0.9, zorder=3)
        axis.text(across, up - 15, name, ha="center", va="top", fontsize=10, color=color,
                  bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 1.5})
    axis.set(xlim=(0, 100), ylim=(0, 72), aspect="equal")
    axis.set_title("its mutants (× another answer)", fontsize=11)
    axis.axis("off")


def mutants(x, answers, own, classes, title, alt, columns=10):
    """Many mutants in one picture, quick enough for a slider: framed in blue with the image's own answer, else in
    orange with the mutant's answer beside a ✗.

    x: (N, C, H, W) in [0, 1]. answers: int (N,), those of the mutants. own: the class that f answers for the image.
    """
    count, channels, height, width = x.shape
    rows, gap = -(-count // columns), 6
    sheet = np.ones((rows * (height + gap), columns * (width + gap), 3))
    figure = Figure(figsize=(7.6, 7.6 * rows * (height + gap) / (columns * (width + gap)) + 0.4))
    axis = figure.add_axes((0, 0, 1, 1 - 0.4 / figure.get_figheight()))
    for number, (image, answer) in enumerate(zip(x.detach().cpu().permute(0, 2, 3, 1).numpy(), answers.tolist())):
        top, left = (number // columns) * (height + gap), (number % columns) * (width + gap)
        frame = sheet[top:top + height + gap - 1, left:left + width + gap - 1]
        frame[:] = [int((RIGHT if answer == own else WRONG)[i:i + 2], 16) / 255 for i in (1, 3, 5)]
        frame[2:-3, 2:-3] = image
        if answer != own:
            axis.text(left + 3, top + 3, f"✗ {classes[answer]}", fontsize=9, color="white", ha="left", va="top",
                      bbox={"facecolor": WRONG, "edgecolor": "none", "pad": 1})
    axis.imshow(sheet, interpolation="nearest")
    axis.axis("off")
    axis.set_title(title, fontsize=11, loc="left")
    return Picture(figure, alt)


def histograms(groups, xlabel, alt, bins=20, columns=4, mark=None):
    """Small histograms side by side on one scale. groups: dict title → shares (N,) in [0, 1].

    Bars are shares of the group's own images. mark: a value of x where a dashed line is drawn.
    """
    count = min(columns, len(groups))
    lines = -(-len(groups) // count)
    figure = Figure(figsize=(2.1 * count + 0.4, 1.75 * lines + 0.3), layout="constrained")
    axes = figure.subplots(lines, count, sharex=True, sharey=True, squeeze=False)
    for number, (axis, (title, values)) in enumerate(zip(axes.flat, groups.items())):
        heights, edges = np.histogram(values.detach().cpu().numpy(), bins=bins, range=(0, 1))
        color = COLORS[0] if number == 0 else COLORS[1]
        axis.bar(edges[:-1], heights / max(len(values), 1), 1 / bins, align="edge", color=color, edgecolor="white",
                 linewidth=0.4)
        if mark is not None:
            axis.axvline(mark, color="black", linestyle="--", linewidth=1)
        axis.set_title(f"{title} ({len(values)})", fontsize=10)
        axis.spines[["top", "right"]].set_visible(False)
        axis.xaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
        axis.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
        axis.tick_params(labelbottom=number + count >= len(groups))
        if number % count == 0:
            axis.set_ylabel("images")
    for axis in axes.flat[len(groups):]:
        axis.axis("off")
    figure.supxlabel(xlabel, fontsize=10)
    return Picture(figure, alt)
