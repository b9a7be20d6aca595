"""Distillation, as published and as judged since (Papernot et al. 2016, S&P, section V; Carlini and Wagner 2016).

For each temperature: JSMA's success by what it differentiates, accuracy, robustness ρ, amplitudes of gradients. Beside
it the control: the undefended network, its logits multiplied by T, without any distillation.
"""

import copy

import torch
from safetensors.torch import load_file, save_file

from robustlib import attacks, data, metrics, models, plots
from robustlib.reproduce import SPOKEN, published
from robustlib.weights.__main__ import RECIPES, train

TITLE = "Defensive distillation"
DATA = ("digits", "mnist")
TEMPERATURES = {"digits": (1, 2, 5, 10, 20, 50, 100), "mnist": (1, 5, 10, 20, 100)}
REMARKS = {"mnist": ("", "Where ours differs from the published curve: how large the logits grow decides, and that "
                     "depends on the training. Here teacher and student had 8 epochs of Adam each, there 50 of SGD. "
                     "The authors' ρ at T = 20 is 13.79 %; both end at the cap, which is 14.3 %.")}
FACTORS = (2, 5, 10, 20, 40, 100)
CAP = 1 / 7  # 112 of 784 features
AMPLITUDE_IMAGES = 2000


def settings(dataset):
    return {"attacked images": 50 if dataset == "digits" else 100, "cap": CAP, "amplitude images": AMPLITUDE_IMAGES,
            "recipe": _recipe(dataset, "T")}


def cells(dataset):
    return [{"network": "undefended"},
            *({"network": "distilled", "temperature": T} for T in TEMPERATURES[dataset]),
            *({"network": "undefended", "logits times": factor} for factor in FACTORS)]


def run(ds, settings, cell):
    """Counts and means of one network; `jsma` holds, for each reading, how many targets of each image were reached."""
    T, factor = cell.get("temperature"), cell.get("logits times")
    if T is not None:
        net = distilled(ds, T)
    else:
        net = louder(models.pretrained(ds.name, device=ds.x_test.device), factor or 1)
    x, y = ds.x_test, ds.y_test
    chosen = slice(settings["attacked images"])
    images, targets = every_target(x[chosen], y[chosen])
    readings = {"softmax": {}, "softmax, float64": {"double": True}, "log-softmax": {"output": "log_softmax"}}
    if factor is None:
        readings["logits"] = {"output": "logits"}
    if T is not None:
        readings["softmax at T"] = {"temperature": T}
    jsma, rho = {}, None
    for name, options in readings.items():
        reached, changed = reach(net, images, targets, settings["cap"], **options)
        jsma[name] = reached.sum(1).tolist()
        if name == "softmax":
            rho = metrics.robustness(changed, reached, settings["cap"])
    few = x[: settings["amplitude images"]]
    return {
        "test images": len(x), "right": int((metrics.predict(net, x).argmax(1) == y).sum()),
        "mean sum of |logits|": _rounded(metrics.predict(net, x).abs().sum(1).mean()), "jsma": jsma,
        "rho": _rounded(rho),
        "amplitudes": {"float32": amplitudes(net, few),
                       "float64": amplitudes(copy.deepcopy(net).double(), few.double())},
    }


def every_target(x, y, classes=10):
    """Each image once for each class but its own: images (N·(K − 1), …) and targets (N·(K − 1),)."""
    targets = torch.arange(classes, device=y.device).expand(len(x), classes)
    return x.repeat_interleave(classes - 1, 0), targets[targets != y[:, None]]


def reach(net, images, targets, cap, output="softmax", temperature=1.0, double=False):
    """JSMA within the cap: which attacks reached their target, bool (N, 9), and the shares of values they changed."""
    if double:
        net, images = copy.deepcopy(net).double(), images.double()
    x_adv = attacks.jsma(net, images, targets, gamma=cap, output=output, temperature=temperature)
    changed = metrics.distortion(images, x_adv).l0.double() / images[0].numel()
    return metrics.success(net, x_adv, targets, targeted=True).view(-1, 9), changed.view(-1, 9)


def amplitudes(net, x):
    shares, zero = metrics.amplitude_shares(metrics.gradient_amplitude(net, x, batch_size=100))
    return {"bins": [_rounded(share) for share in shares], "exactly 0": _rounded(zero)}


def louder(net, factor):
    """A network that gives the same answers: its last layer, and so its logits, multiplied by `factor`."""
    twin = copy.deepcopy(net)
    with torch.no_grad():
        for parameter in twin[-1].parameters():
            parameter *= factor
    return twin


def distilled(ds, temperature):
    """The package's network distilled at this temperature, or else one trained here by the same recipe, and kept."""
    key = models.weights_key(ds.name, temperature)
    if key in RECIPES:
        return models.pretrained(ds.name, temperature, device=ds.x_test.device)
    file = data.cache_folder() / "reproduce" / f"{key}.safetensors"
    net = models.build(ds.name, torch.Generator()).to(ds.x_test.device)
    if file.is_file():
        net.load_state_dict(load_file(file))
    else:
        net = train(ds, _recipe(ds.name, temperature))
        file.parent.mkdir(parents=True, exist_ok=True)
        save_file(net.state_dict(), file)
    return net.eval()


def _recipe(dataset, temperature):
    return {**RECIPES[f"{dataset}-distilled-T100"], "temperature": temperature}


def _rounded(value):
    return round(float(value), 6)


# ---- What the page shows ----------------------------------------------------------------------------------------


def find(result, network, **what):
    """The measurements of one cell, or None if there is none of these settings."""
    wanted = {"network": network, **what}
    return next((row for row in result["cells"] if row["cell"] == wanted), None)


def success(row, reading="softmax"):
    """The share of targets that JSMA reached, an Interval from a bootstrap over the images."""
    hits = torch.tensor(row["jsma"][reading], dtype=torch.float64) / 9
    return metrics.bootstrap(hits, generator=torch.Generator().manual_seed(0))


def curve(result, reading="softmax", network="distilled"):
    """{T: success}: of distilled networks, or of the undefended one with its logits times T ("undefended").

    Without distillation, and times 1, the key is "none". Where nobody measured a reading there is no entry.
    """
    key = "temperature" if network == "distilled" else "logits times"
    rows = {"none": find(result, "undefended")}
    rows |= {row["cell"][key]: row for row in result["cells"] if key in row["cell"]}
    plain = {"softmax at T": "softmax"}  # without distillation T is 1
    return {T: success(row, reading if T != "none" else plain.get(reading, reading))
            for T, row in rows.items() if reading in row["jsma"] or T == "none"}


def pictures(result):
    control = curve(result, network="undefended")
    lines = {f"published, {_published_on(result)}": published_success(result["data"]),
             f"measured, {SPOKEN[result['data']]}: softmax": curve(result),
             "the same networks: softmax(Z/T)": curve(result, "softmax at T"),
             "control, logits × T: softmax": control}
    places = ["none", *sorted({T for line in lines.values() for T in line if T != "none"})]
    series = {}
    for name, line in lines.items():
        known = [T for T in places if T in line]
        values = [line[T] if isinstance(line[T], tuple) else (line[T],) * 3 for T in known]
        series[name] = ([places.index(T) for T in known], *zip(*values))
    told, told_again = (", ".join(f"{line.share:.1%} at {T}" for T, line in lines[name].items())
                        for name in list(lines)[1:3])
    return {"success": plots.curves(
        series, "distillation temperature T (steps are not to scale)", "JSMA reaches its target", xticks=places,
        alt=f"Success of JSMA on the softmax against the distillation temperature, {SPOKEN[result['data']]}. "
            f"Measured: {told}. Read as softmax(Z/T), the same networks: {told_again}. The control, which is not "
            f"distilled, falls to {min(line.share for line in control.values()):.1%}.")}


def published_success(dataset):
    """The paper's curve for this data set, or for MNIST beside the digits."""
    values = published.DISTILLATION_SUCCESS["cifar10" if dataset == "cifar10" else "mnist"]
    return {"none" if T is None else T: share for T, share in values.items()}


def page(result):
    paper, readings = published_success(result["data"]), ["softmax", "softmax, float64", "log-softmax", "softmax at T"]
    count = result["settings"]["attacked images"]
    lines = [
        f"JSMA with all nine targets of the first {count} test images, {9 * count} attacks a network, at most "
        f"{result['settings']['cap']:.1%} of the values changed. Success in per cent, with 95 % intervals (bootstrap "
        f"over images). *Softmax* is what the paper's authors differentiated, at T = 1; the other columns are the same "
        f"attack on the same networks, with other arithmetic.", "",
        f"| T | published, {_published_on(result)} | softmax | float64 | log-softmax | softmax(Z/T) | logits | "
        "accuracy | ρ |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for T in curve(result):
        row = find(result, "undefended") if T == "none" else find(result, "distilled", temperature=T)
        cells = [_share(success(row, reading)) if reading in row["jsma"] else "as softmax"
                 for reading in [*readings, "logits"]]
        lines.append(" | ".join(["| " + str(T), f"{100 * paper[T]:.2f}" if T in paper else "", *cells,
                                 f"{row['right'] / row['test images']:.2%}", f"{row['rho']:.1%} |"]))
    lines += ["", "The control: the undefended network, its logits times a factor. It gives the same answers.", "",
              "| factor | softmax | float64 | log-softmax |", "|---|---|---|---|"]
    for factor in curve(result, network="undefended"):
        row = find(result, "undefended", **({} if factor == "none" else {"logits times": factor}))
        lines.append(" | ".join([f"| {1 if factor == 'none' else factor}",
                                 *(_share(success(row, reading)) for reading in readings[:3])]) + " |")
    few = min(result["settings"]["amplitude images"], result["cells"][0]["test images"])
    lines += ["", f"Amplitudes of gradients, mean |∂F/∂x| at T = 1 in float32, {few} test images; shares in "
              "per cent.", "", "| T | " + " | ".join(f"< {edge:.0e}" for edge in metrics.AMPLITUDE_BINS[1:-1])
              + " | ≤ 1 | exactly 0 |", "|---" * 12 + "|"]
    for T in curve(result):
        row = find(result, "undefended") if T == "none" else find(result, "distilled", temperature=T)
        sizes = row["amplitudes"]["float32"]
        lines.append(" | ".join([f"| {T}", *(f"{100 * share:.1f}" for share in sizes["bins"]),
                                 f"{100 * sizes['exactly 0']:.1f} |"]))
    for T, bins in published.AMPLITUDES["cifar10"].items():
        lines.append(" | ".join([f"| published, CIFAR-10, {'none' if T is None else T}",
                                 *(f"{100 * share:.1f}" for share in bins), "|"]))
    return "\n".join([*lines, *REMARKS.get(result["data"], ())])


def _published_on(result):
    return SPOKEN["cifar10" if result["data"] == "cifar10" else "mnist"]


def _share(found):
    return f"{100 * found.share:.1f} ({100 * found.low:.1f}–{100 * found.high:.1f})"
