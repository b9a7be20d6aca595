"""Detection by mutation testing (Wang et al. 2018, nMutant): κ of normal and of adversarial images, AUROC, and what the
sequential test makes of them.

A cell is one mutation operator. Its scale is fixed on clean images alone, by a rule stated beforehand. All images are
rounded to 8 bits alike, and only attacks that still succeed then are counted.
"""

import hashlib
import json

import torch
from safetensors.torch import load_file, save_file

from robustlib import attacks, data, detection, metrics, models, plots
from robustlib.reproduce import SPOKEN, published

TITLE = "Detection by mutation testing"
DATA = ("digits", "mnist")
OPERATORS = {
    "gaussian": (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7),
    "uniform": (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0),
    "rotation": (5, 10, 15, 20, 25, 30, 35, 40, 45, 50),
    "translation": (0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 5),
    "occlusion": (2, 4, 6, 8, 10, 12, 14, 16, 18, 20),
}
PRIMARY = "gaussian"  # the operator of the tables, fixed before the first attack was seen
LIMIT = 0.03  # the largest scale whose mean κ on correctly classified validation images is at most this
MUS = (1.1, 1.5, 2, 3, 5)  # of the test: μ·κ_normal ∓ κ_normal·(μ − 1), as the paper takes σ
EPS = {"digits": 0.15, "mnist": 0.3}
MUTANTS = {"digits": 300, "mnist": 1000}  # of each image, with the first operator; 200 with the others


def settings(dataset):
    few = dataset == "digits"
    return {"normal images": 300 if few else 700, "attacked images": 200 if few else 2500,
            "costly attacks on": 200 if few else 640, "successes kept": 150 if few else 500,
            "validation images": 300 if few else 500, "eps": EPS[dataset], "mutants for the scale": 100, "limit": LIMIT,
            "scales": OPERATORS, "mu": MUS, "seeds of the substitute": 150}


def cells(dataset):
    return [{"operator": name, "mutants": MUTANTS[dataset] if name == PRIMARY else 200} for name in OPERATORS]


def run(ds, settings, cell):
    """How many of the mutants change the label, for each image of each kind, and what the test then says."""
    net = models.pretrained(ds.name, device=ds.x_test.device)
    generator = torch.Generator().manual_seed(0)
    held = slice(-settings["validation images"], None)
    operator = getattr(detection.mutation, cell["operator"])
    choice = detection.choose(net, rounded(ds.x_train[held]), ds.y_train[held], operator, settings["scales"][
        cell["operator"]], settings["limit"], settings["mutants for the scale"], generator)
    kinds = {}
    kappa_normal = None
    for kind, x in images(ds, net, settings).items():
        changes = detection.label_changes(net, x, choice.mutate, cell["mutants"], generator)
        if kind == "validation":
            kappa_normal = changes.double().mean().item()
            continue
        kinds[kind] = {"changes": changes.sum(1).tolist(), "tests": tests(changes, kappa_normal, settings["mu"])}
    return {"scale": choice.scale, "kappa of scales": {str(scale): round(found.share, 6) for scale, found
                                                       in choice.tried.items()},
            "kappa normal": round(kappa_normal, 6), "kinds": kinds}


def tests(changes, kappa_normal, mus):
    """For each μ, by Wald's test and by the released rule: images flagged, undecided, and the mean of mutants used."""
    found = {}
    for mu in mus:
        p0, p1 = detection.hypotheses(kappa_normal, mu, kappa_normal * (mu - 1))
        for name, rule in (("sprt", detection.sprt), ("released", detection.released_rule)):
            verdict = rule(changes, p0, p1)
            found[f"{name}, mu {mu:g}"] = {
                "flagged": int(verdict.adversarial.sum()), "undecided": int((~verdict.decided).sum()),
                "mutants": round(verdict.mutants.double().mean().item(), 2)}
    return found


def rounded(x):
    """To 8 bits, as a file would hold them."""
    return (x * 255).round() / 255


def images(ds, net, settings):
    """{kind: images (N, C, H, W)}: validation and normal ones, wrongly labelled ones, and successful attacks."""
    x, y = ds.x_test[: settings["attacked images"]], ds.y_test[: settings["attacked images"]]
    right = metrics.predict(net, x).argmax(1) == y
    x, y = x[right], y[right]
    held, last = slice(-settings["validation images"], None), slice(-settings["normal images"], None)
    correct = {}
    for kind, images_, labels in (("validation", ds.x_train[held], ds.y_train[held]),
                                  ("normal", ds.x_test[last], ds.y_test[last])):
        images_ = rounded(images_)
        correct[kind] = images_[metrics.predict(net, images_).argmax(1) == labels]
    whole = rounded(ds.x_test)
    wrong = whole[metrics.predict(net, whole).argmax(1) != ds.y_test]
    return {**correct, "wrong label": wrong, **crafted(ds, net, x, y, settings)}


def crafted(ds, net, x, y, settings):
    """Attacks that still fool the network when rounded to 8 bits. They are made once, and kept in the cache folder."""
    sizes = ("attacked images", "costly attacks on", "successes kept", "eps", "seeds of the substitute")
    key = hashlib.sha256(json.dumps([settings[name] for name in sizes]).encode()).hexdigest()[:12]
    file = data.cache_folder() / "reproduce" / f"detection-{ds.name}-{key}.safetensors"
    if file.is_file():
        return {kind: found.to(x.device) for kind, found in load_file(file).items()}
    eps, few = settings["eps"], slice(settings["costly attacks on"])
    targets = (y + 1 + torch.randint(9, y.shape, generator=torch.Generator().manual_seed(1)).to(y)) % 10
    generator = torch.Generator().manual_seed(2)
    seeds = ds.x_train[: settings["seeds of the substitute"]]
    substitute = models.build(ds.name, generator).to(x.device)
    attempts = {
        "FGSM": (attacks.fgsm(net, x, y, eps), y),
        "BIM": (attacks.bim(net, x, y, eps, eps / 10, 20), y),
        "JSMA": (attacks.jsma(net, x[few], targets[few], gamma=0.1, output="softmax"), y[few]),
        "C&W": (attacks.carlini_wagner(net, x[few], y[few]), y[few]),
        "black box": (attacks.black_box(net, x, y, eps, seeds, substitute=substitute, rounds=5,
                                        generator=generator, progress=False), y),
    }
    kept = {}
    for kind, (x_adv, labels) in attempts.items():
        x_adv = rounded(x_adv)
        kept[kind] = x_adv[metrics.predict(net, x_adv).argmax(1) != labels][: settings["successes kept"]]
    file.parent.mkdir(parents=True, exist_ok=True)
    save_file({kind: found.contiguous().cpu() for kind, found in kept.items()}, file)
    return {kind: kept[kind] for kind in sorted(kept)}


# ---- What the page shows ---------------------------------------------------------------------------------------------


def kappas(row, kind):
    """κ of each image of that kind, float64 (N,)."""
    return torch.tensor(row["kinds"][kind]["changes"], dtype=torch.float64) / row["cell"]["mutants"]


def attacked(row):
    return [kind for kind in row["kinds"] if kind != "normal"]


def pictures(result):
    row = next(row for row in result["cells"] if row["cell"]["operator"] == PRIMARY)
    lines, told = {}, []
    for kind in attacked(row):
        curve = metrics.roc(kappas(row, kind), kappas(row, "normal"))
        lines[kind] = (curve.false_positives.tolist(), curve.true_positives.tolist())
        told.append(f"{kind} {metrics.auroc(kappas(row, kind), kappas(row, 'normal')).share:.3f}")
    return {"roc": plots.curves(
        lines, "share of normal images flagged", "images of each kind flagged", marked=False,
        alt=f"ROC of the sensitivity under Gaussian mutation, {SPOKEN[result['data']]}: areas {', '.join(told)}.")}


def page(result):
    rows = {row["cell"]["operator"]: row for row in result["cells"]}
    return "\n\n".join([_kappa_table(result, rows[PRIMARY]), _auroc_table(rows), _test_table(rows[PRIMARY])])


def _kappa_table(result, row):
    lines = [f"Sensitivity κ under {PRIMARY} mutation of scale {row['scale']:g}, the largest whose mean κ on clean "
             f"validation images is at most {result['settings']['limit']:.0%} (there it is {row['kappa normal']:.2%}); "
             f"{row['cell']['mutants']} mutants an image, every image rounded to 8 bits. Intervals: 99 %, over "
             f"images. The published column is for MNIST, another network and another mutation (region 1).", "",
             "| images | count | mean κ, % | median κ, % | published, % | AUROC (99 %) |", "|---|---|---|---|---|---|"]
    for kind in row["kinds"]:
        kappa = kappas(row, kind)
        area = "" if kind == "normal" else _interval(metrics.auroc(kappa, kappas(row, "normal"), 0.99), 1, 3)
        paper = published.SENSITIVITY["mnist"].get(kind)
        lines.append(f"| {kind} | {len(kappa)} | {_interval(metrics.mean_interval(kappa, 0.99))} | "
                     f"{100 * kappa.median():.1f} | {'' if paper is None else f'{100 * paper:.1f}'} | {area} |")
    return "\n".join(lines)


def _auroc_table(rows):
    kinds = attacked(rows[PRIMARY])
    lines = ["AUROC of κ by operator, each at its scale by the same rule.", "",
             "| operator | scale | mean κ of normal images, % | " + " | ".join(kinds) + " |", "|---" * (len(kinds) + 3)
             + "|"]
    for name, row in rows.items():
        normal = kappas(row, "normal")
        areas = [f"{metrics.auroc(kappas(row, kind), normal).share:.3f}" for kind in kinds]
        lines.append(f"| {name} | {row['scale']:g} | {100 * normal.mean():.1f} | " + " | ".join(areas) + " |")
    return "\n".join(lines)


def _test_table(row):
    lines = [f"The test, at most {row['cell']['mutants']} mutants an image, α = β = 0.05, σ = κ_normal·(μ − 1): images "
             "flagged as adversarial, in brackets those left undecided, both in per cent; and the mean number of "
             "mutants. Undecided images are not flagged. The released rule is that of the authors' code; it counts "
             "evidence again and again, and two mutants a step.", "",
             "| rule | μ | " + " | ".join(row["kinds"]) + " |", "|---" * (len(row["kinds"]) + 2) + "|"]
    for key in next(iter(row["kinds"].values()))["tests"]:
        rule, mu = key.split(", mu ")
        cells = []
        for found in row["kinds"].values():
            test, count = found["tests"][key], len(found["changes"])
            cells.append(f"{100 * test['flagged'] / count:.1f} ({100 * test['undecided'] / count:.1f}), "
                         f"{test['mutants']:.0f}")
        lines.append(f"| {'Wald' if rule == 'sprt' else 'released'} | {mu} | " + " | ".join(cells) + " |")
    paper = published.DETECTED["mnist"]
    threshold, shares = at_false_positives(row, paper["normal"])
    shares = " | ".join(f"{100 * share:.1f}" for share in shares.values())
    lines.append(f"| κ ≥ {threshold:.1%}, all mutants | | {shares} |")
    lines.append("| published, MNIST | 1.1 | " + " | ".join(
        f"{100 * paper[kind]:.1f}" if kind in paper else "" for kind in row["kinds"]) + " |")
    return "\n".join(lines)


def at_false_positives(row, share):
    """The smallest threshold on κ that flags at most this share of the normal images, and what it flags, by kind."""
    normal = kappas(row, "normal")
    steps = torch.arange(1, row["cell"]["mutants"] + 1, dtype=torch.float64) / row["cell"]["mutants"]
    threshold = next(step for step in steps.tolist() if (normal >= step).double().mean() <= share)
    return threshold, {kind: (kappas(row, kind) >= threshold).double().mean().item() for kind in row["kinds"]}


def _interval(found, factor=100, digits=1):
    return f"{factor * found.share:.{digits}f} ({factor * found.low:.{digits}f}–{factor * found.high:.{digits}f})"
