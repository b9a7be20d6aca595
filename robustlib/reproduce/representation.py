"""Does distillation make a better representation? Accuracy under natural variations, plain against distilled."""

import torch

from robustlib import defenses, metrics, models, plots, training, variations

TITLE = "Accuracy under natural variations, with distillation and without"
DATA = ("digits",)
SEEDS = range(1, 6)
TEMPERATURE, EPOCHS = 20, 30
CHANGES = {
    "none": lambda x: x,
    "rotate 15°": lambda x: variations.rotate(x, 15),
    "rotate 30°": lambda x: variations.rotate(x, 30),
    "scale .75": lambda x: variations.scale(x, 0.75),
    "crop 4": lambda x: variations.crop(x, 4),
    "brighter": lambda x: variations.brightness(x, 0.5),
    "8 × 8": lambda x: variations.downsample(x, 8),
}


def settings(dataset):
    return {"temperature": TEMPERATURE, "epochs": EPOCHS, "changes": list(CHANGES)}


def cells(dataset):
    return [{"network": network, "seed": seed} for seed in SEEDS for network in ("plain", "distilled")]


def run(ds, settings, cell):
    """How many of the test images the network of this cell gets right, by change."""
    generator = torch.Generator().manual_seed(cell["seed"])
    options = {"epochs": settings["epochs"], "generator": generator, "progress": False}
    net = models.build(ds.name, generator).to(ds.x_train.device)
    if cell["network"] == "plain":
        training.fit(net, ds.x_train, ds.y_train, **options)
    else:
        defenses.train_at(net, ds.x_train, ds.y_train, settings["temperature"], **options)
        net = defenses.distill(net, ds.x_train, ds.y_train, settings["temperature"], **options)
    right = {name: int((metrics.predict(net, change(ds.x_test)).argmax(1) == ds.y_test).sum())
             for name, change in CHANGES.items()}
    return {"test images": len(ds.x_test), "right": right}


def shares(result):
    """The shares of test images that are right: {"plain": …, "distilled": …}, each {change: one share a seed}."""
    found = {}
    for row in result["cells"]:
        for change, right in row["right"].items():
            found.setdefault(row["cell"]["network"], {}).setdefault(change, []).append(right / row["test images"])
    return found


def pictures(result):
    bars = {network: {change: (sum(found) / len(found), min(found), max(found)) for change, found in by_change.items()}
            for network, by_change in shares(result).items()}
    told = "; ".join(f"{change} {plain:.1%} and {bars['distilled'][change][0]:.1%}"
                     for change, (plain, *_) in bars["plain"].items())
    return {"accuracy": plots.bars(
        bars, "natural change", "accuracy (mean, range)",
        alt=f"Mean accuracy of plain and of distilled networks under natural changes: {told}.")}


def page(result):
    count = len({row["cell"]["seed"] for row in result["cells"]})
    lines = [f"{count} pairs of networks, each from a seed of its own: plain training, and a student at "
             f"T = {result['settings']['temperature']}. Accuracy in per cent on {result['cells'][0]['test images']} "
             f"test images, mean and range; the last column counts pairs.", "",
             "| change | plain | distilled | distilled − plain | distilled is better |", "|---|---|---|---|---|"]
    both = shares(result)
    for change, plain in both["plain"].items():
        distilled = both["distilled"][change]
        gains = [b - a for a, b in zip(plain, distilled)]
        lines.append(f"| {change} | {_range(plain)} | {_range(distilled)} | {100 * sum(gains) / count:+.1f} | "
                     f"{sum(gain > 0 for gain in gains)} of {count} |")
    return "\n".join(lines)


def _range(found):
    return f"{100 * sum(found) / len(found):.1f} ({100 * min(found):.1f}–{100 * max(found):.1f})"
