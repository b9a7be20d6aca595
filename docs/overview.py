"""python docs/overview.py: draw docs/overview.png, the picture of the README, and print its alt text.

It is drawn twice as wide as the README shows it, so that it stays sharp on fine screens.
"""

from pathlib import Path

import torch
from matplotlib.figure import Figure

from robustlib import attacks, data, metrics, models, plots, variations

FILE = Path(__file__).with_name("overview.png")
DIGITS = range(2, 10)
EPS = 0.15
INK, FAINT = "#222222", "#666666"


def main():
    picture = draw(*measured())
    picture.save(FILE)
    print(picture.alt)


def measured():
    """[(name, kind, images, answers, accuracy)] for the shown digits, and their labels."""
    torch.set_num_threads(1)  # sums come out in the same order on every run
    ds, net = data.load(), models.pretrained()
    x, y = ds.x_test, ds.y_test
    coins = torch.randint(2, x.shape, generator=torch.Generator().manual_seed(0)).to(x)
    rows = {
        ("as scanned", ""): x,
        ("turned by 30°", "a natural variation"): variations.rotate(x, 30),
        ("random noise", f"± {EPS} a pixel"): (x + EPS * (2 * coins - 1)).clamp(0, 1),
        ("crafted noise", f"± {EPS} a pixel"): attacks.fgsm(net, x, y, EPS),
    }
    answers = {name: metrics.predict(net, images).argmax(1) for name, images in rows.items()}
    # of each digit the first test image that is read correctly as it was scanned
    right = answers["as scanned", ""] == y
    shown = torch.stack([(right & (y == digit)).nonzero()[0, 0] for digit in DIGITS])
    return [(name, kind, images[shown], answers[name, kind][shown], (answers[name, kind] == y).double().mean().item())
            for (name, kind), images in rows.items()], y[shown]


def draw(rows, labels):
    side, gap, left, top, line = 1.72, 0.12, 3.15, 0.12, 2.3  # inches
    width, height = left + len(labels) * (side + gap), top + len(rows) * line
    figure = Figure(figsize=(width, height))
    for number, (name, kind, images, answers, accuracy) in enumerate(rows):
        base = height - top - number * line - side  # the lower edge of this row's images
        for down, text, size, color, weight in (
            (0.5, name, 25, INK, "bold"), (0.95, kind, 19, FAINT, "normal"),
            (1.36 if kind else 0.95, f"{accuracy:.0%} read correctly", 19, INK, "normal"),
        ):
            figure.text((left - 0.28) / width, (base + side - down) / height, text, ha="right", va="baseline",
                        fontsize=size, color=color, weight=weight)
        for column, (image, answer, label) in enumerate(zip(images, answers.tolist(), labels.tolist())):
            place = left + column * (side + gap)
            axis = figure.add_axes((place / width, base / height, side / width, side / height))
            axis.imshow(image[0].numpy(), cmap="gray", vmin=0, vmax=1, interpolation="nearest")
            axis.set(xticks=[], yticks=[])
            color = plots.RIGHT if answer == label else plots.WRONG
            axis.spines[:].set(color=color, linewidth=2 if answer == label else 6)
            figure.text((place + side / 2) / width, (base - 0.36) / height,
                        f"{answer}" if answer == label else f"✗ {answer}", ha="center", va="baseline", fontsize=23,
                        color=color, weight="normal" if answer == label else "bold")
    return plots.Picture(figure, alt(rows, labels))


def alt(rows, labels):
    told = [f"{name}{f' ({kind})' if kind else ''}, {(answers == labels).sum().item()} of {len(labels)} read "
            f"correctly, and {accuracy:.0%} of 500 test images" for name, kind, _, answers, accuracy in rows]
    return (f"Four rows of the same {len(labels)} handwritten digits with a network's answers. {'; '.join(told)}. "
            f"To a person all of them are easy to read.")


if __name__ == "__main__":
    main()
