"""JSMA side by side: robustlib, torchattacks, a plain full search, ART, and the network's own time.

`make bench` runs it: the same network, images and targets for all, one thread, one run. It prints the table and
writes it to docs/jsma-benchmark.md and into README.md. Trust the ratios, not the milliseconds.

The networks: the JSMA paper's LeNet on MNIST (without MNIST: the package's network on the embedded digits), and the
distillation paper's CIFAR-10 layout on the embedded digits, enlarged to 32×32 and coloured, trained at the start.
"""

import argparse
import ctypes
import multiprocessing
import os
import statistics
import sys
import time
from pathlib import Path

import torch
from torch.nn import functional as F

from robustlib import attacks, data, metrics, models, training

ROOT = Path(__file__).resolve().parent.parent
THETA, GAMMA = 1.0, 0.145
CLASSES = 10


# ---- What is attacked ------------------------------------------------------------------------------------------------


def grey():
    """(what it is, network, images) at 1×28×28."""
    try:
        ds = data.load("mnist")
        return "MNIST, the JSMA paper's LeNet", models.pretrained("mnist", variant="lenet"), ds.x_test
    except FileNotFoundError:
        return "embedded digits, the package's network", models.pretrained("digits"), data.load("digits").x_test


def colour():
    """(what it is, network, images) at 3×32×32."""
    ds = data.load("digits")
    generator = torch.Generator().manual_seed(0)
    net = models.build("cifar10", generator)
    x_train, x_test = (_coloured(x, generator) for x in (ds.x_train, ds.x_test))
    training.fit(net, x_train, ds.y_train, epochs=6, generator=generator, progress=False)
    accuracy = metrics.accuracy(net, x_test, ds.y_test)
    return f"coloured digits, the distillation paper's CIFAR-10 layout ({accuracy:.0%} right)", net, x_test


def _coloured(x, generator):
    colours = 0.3 + 0.7 * torch.rand((len(x), 3, 1, 1), generator=generator)
    return F.pad(x, (2, 2, 2, 2)) * colours


def every_other_class(net, x, count):
    """`count` images, each with all the targets that the network does not answer already."""
    x = x[:count]
    answers = metrics.predict(net, x).argmax(1)
    targets = torch.arange(CLASSES).expand(len(x), CLASSES)
    return x.repeat_interleave(CLASSES - 1, 0), targets[targets != answers[:, None]]


# ---- Who attacks -----------------------------------------------------------------------------------------------------


def robustlib(net, x, target):
    return attacks.jsma(net, x, target, THETA, GAMMA)


def one_by_one(net, x, target):
    return torch.cat([robustlib(net, *pair) for pair in zip(x.split(1), target.split(1))])


def full_search(net, x, target):
    """As advertorch does it: one backward pass a class, and the matrix of all pairs of a batch."""
    return torch.cat([_full_search(net, *parts) for parts in zip(x.split(_batch(x)), target.split(_batch(x)))])


def _batch(x):
    """How many images' matrices of pairs fit in some hundred MB."""
    return max(1, 2**24 // x[0].numel() ** 2)


def _full_search(net, x, target):
    x, rows, features = x.clone(), torch.arange(len(x)), x[0].numel()
    for _ in range(int(features * GAMMA / 2)):
        jacobian = attacks.jacobian(net, x).flatten(2)
        of_target = jacobian[rows, target]
        of_others = jacobian.sum(1) - of_target
        alpha, beta = (part[:, :, None] + part[:, None] for part in (of_target, of_others))
        free = (x < 1).flatten(1)
        allowed = (alpha > 0) & (beta < 0) & free[:, :, None] & free[:, None]
        allowed &= ~torch.eye(features, dtype=torch.bool, device=x.device)
        best, place = (alpha * -beta * allowed).flatten(1).max(1)
        going = (best > 0) & (net(x).argmax(1) != target)
        if not going.any():
            break
        flat = x.flatten(1)  # a view
        for pixel in (place // features, place % features):
            flat[rows[going], pixel[going]] = (flat[rows[going], pixel[going]] + THETA).clamp(0, 1)
    return x


def torchattacks(net, x, target):
    from torchattacks import JSMA

    attack = JSMA(net, theta=THETA, gamma=GAMMA)
    attack.set_mode_targeted_by_label(quiet=True)
    return attack(x, target)


def art(net, x, target):
    from art.attacks.evasion import SaliencyMapMethod
    from art.estimators.classification import PyTorchClassifier

    wrapped = PyTorchClassifier(net, torch.nn.CrossEntropyLoss(), tuple(x.shape[1:]), CLASSES, clip_values=(0, 1))
    attack = SaliencyMapMethod(wrapped, theta=THETA, gamma=GAMMA, batch_size=128, verbose=False)
    wanted = F.one_hot(target, CLASSES).numpy()
    return torch.from_numpy(attack.generate(x.numpy(), wanted))


class Recorder(torch.nn.Module):
    """The network, and the sizes of the batches that went through it."""

    def __init__(self, net):
        super().__init__()
        self.net, self.sizes = net, []

    def forward(self, x):
        self.sizes.append(len(x))
        return self.net(x)


def passes_alone(net, x, sizes):
    """The limit: the passes through the network that robustlib's attack makes, and nothing else."""
    for size in sizes:
        images = x[:size].clone().requires_grad_()
        logits = net(images)
        of_target = torch.zeros_like(logits)
        of_target[:, 0] = 1
        torch.autograd.grad(logits, images, of_target, retain_graph=True)
        torch.autograd.grad(logits, images, 1 - of_target)


# ---- Measuring -------------------------------------------------------------------------------------------------------


def seconds(function, *arguments):
    """Processor time, which other programs on the machine disturb least, and the result."""
    start = time.process_time()
    result = function(*arguments)
    return time.process_time() - start, result


def peak_memory(function, *arguments):
    """MB that a call adds to the memory of a process, at its height, in a process of its own; Linux only."""

    def measure(connection):
        ctypes.CDLL(None).malloc_trim(0)  # memory freed earlier would hide what the call needs
        Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here
        before = _status("VmRSS")
        function(*arguments)
        connection.send((_status("VmHWM") - before) / 1024)

    mine, theirs = multiprocessing.Pipe()
    child = multiprocessing.get_context("fork").Process(target=measure, args=(theirs,))
    child.start()
    child.join()
    return mine.recv()


def _status(name):
    """kB, from what Linux says of this process."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith(f"{name}:")))


def compare(net, x, target, repeats):
    """Rows of the table, total time over the network's own, and the share of images equal to the full search's."""
    recorder = Recorder(net)
    robustlib(recorder, x, target)  # compiled and warm before anything is timed
    contenders = {  # name: (attack, how often it runs: the slow ones vary least)
        "robustlib": (robustlib, 3 * repeats),
        "robustlib, one image at a time": (one_by_one, repeats),
        "torchattacks 3.5.1": (torchattacks, 1),
        "full search in batches, as advertorch": (full_search, 1),
        "ART 1.20 (another attack: the two largest ∂Z_t)": (art, repeats),
    }
    times, limits, results = {name: [] for name in contenders}, [], {}
    for turn in range(3 * repeats):
        limits.append(seconds(passes_alone, net, x, recorder.sizes)[0])
        for name, (attack, often) in contenders.items():
            if turn < often:
                taken, results[name] = seconds(attack, net, x, target)
                times[name].append(taken)
    rows = []
    ours = statistics.median(times["robustlib"])
    for name, (attack, _) in contenders.items():
        success = metrics.success(net, results[name], target, targeted=True)
        changed = metrics.distortion(x, results[name]).l0[success].double().mean().item()
        taken = statistics.median(times[name])
        at_once = {torchattacks: 1, one_by_one: 1, full_search: _batch(x)}.get(attack, len(x))
        memory = f"{peak_memory(attack, net, x[:at_once], target[:at_once]):.0f}" if sys.platform == "linux" else "?"
        rows.append((name, f"{success.double().mean().item():.1%}", f"{changed:.1f}", f"{1000 * taken / len(x):.1f}",
                     f"{taken / ours:.1f}", memory))
    alone = statistics.median(limits)
    ratio = statistics.median(a / b for a, b in zip(times["robustlib"], limits))
    rows.append(("the network's passes alone", "", "", f"{1000 * alone / len(x):.1f}", f"{alone / ours:.2f}", ""))
    same = results["robustlib"].eq(results["full search in batches, as advertorch"]).flatten(1).all(1)
    return rows, ratio, same.double().mean().item()


def table(title, count, rows, ratio, same):
    head = ("attack", "success", "mean L0", "ms an image", "times robustlib", "peak MB")
    lines = [f"**{title}**, {count} attacks", "", "| " + " | ".join(head) + " |"]
    lines += ["|---|" + "---:|" * (len(head) - 1)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    lines += ["", f"Whole attack over the network's own passes: {ratio:.2f}. "
                  f"The same image as the full search, bit for bit: {same:.0%}."]
    return "\n".join(lines)


MARK = "<!-- jsma-benchmark: written by `make bench` -->"


def publish(text):
    (ROOT / "docs" / "jsma-benchmark.md").write_text(f"# JSMA side by side\n\n{text}\n")
    readme = ROOT / "README.md"
    before, _, after = readme.read_text().split(MARK)
    readme.write_text(f"{before}{MARK}\n\n{text}\n\n{MARK}{after}")


def main():
    parser = argparse.ArgumentParser(prog="python benchmarks/jsma.py", description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=3, help="runs of which the median is taken (default: 3)")
    parser.add_argument("--dry", action="store_true", help="print the table without writing it")
    options = parser.parse_args()
    torch.set_num_threads(1)
    tables = []
    for make, shape, images in ((grey, "1×28×28", 20), (colour, "3×32×32", 1)):
        title, net, x = make()
        x, target = every_other_class(net, x, images)
        tables.append(table(f"{shape}: {title}", len(x), *compare(net, x, target, options.repeats)))
        print(tables[-1], flush=True)
    text = (f"Targeted, θ = {THETA:g}, γ = {GAMMA:.1%}; one thread, {os.cpu_count()} shared cores, "
            f"torch {torch.__version__.split('+')[0]}; medians of processor time in one run. "
            "Mean L0 is that of the successes.\n\n"
            + "\n\n".join(tables))
    if not options.dry:
        publish(text)


if __name__ == "__main__":
    main()
