"""The detector's speed: robustlib.detection.detect, a loop over images and mutants, and the network's own time.

`python benchmarks/detection.py` runs it: the same network and images for all, one run. It prints a table and writes
it to docs/detection-benchmark.md. Trust the ratios, not the milliseconds.

The loop looks at the same mutants as the detector, so that it must reach the same decisions: it makes a mutant, which
takes the time it takes, and then classifies the one that the detector saw. It holds nothing that it could leave out.
"""

import argparse
import os
import statistics
import time
from pathlib import Path

import torch

from robustlib import attacks, data, detection, metrics, models
from robustlib.detection import mutation

ROOT = Path(__file__).resolve().parent.parent
MU, ALPHA, BETA, MOST = 1.1, 0.05, 0.05, 2000
SCALES = (0.1, 0.2, 0.3, 0.4)


def networks(names):
    """(what it is, network, validation images and labels, test images and labels), for each data set there is."""
    for name in names:
        try:
            ds = data.load(name)
        except FileNotFoundError:
            continue
        title = "embedded digits" if name == "digits" else "MNIST"
        yield title, models.pretrained(name), ds.x_train[:150], ds.y_train[:150], ds.x_test, ds.y_test


def normal_and_adversarial(net, x, y, count):
    """`count` images that the network gets right, and the same after JSMA and FGSM, by turns."""
    right = metrics.predict(net, x[: 4 * count]).argmax(1) == y[: 4 * count]
    x, y = x[: 4 * count][right][:count], y[: 4 * count][right][:count]
    few = attacks.jsma(net, x[::2], (y[::2] + 1) % 10)
    many = attacks.fgsm(net, x[1::2], y[1::2], 0.3)
    return torch.cat([x, few, many])


class Recorder:
    """The operator, and the mutants it made of each of the images x, in their order."""

    def __init__(self, mutate, x):
        self.mutate, self.images, self.mutants = mutate, x, [[] for _ in x]

    def __call__(self, x, generator=None):
        mutants = self.mutate(x, generator)
        rows = (x.flatten(1)[:, None] == self.images.flatten(1)).all(2).int().argmax(1)
        for row, mutant in zip(rows.tolist(), mutants.split(1)):
            self.mutants[row].append(mutant)
        return mutants


@torch.no_grad()
def one_by_one(net, x, mutate, p0, p1, replay):
    """Wald's test as it is written in the paper: one image, one mutant at a time."""
    found = []
    for image, mutants in zip(x.split(1), replay):
        answer = net(image).argmax(1).item()
        test = detection.SequentialTest(p0, p1, ALPHA, BETA)
        for mutant in mutants[:MOST]:
            mutate(image)
            if test.update(net(mutant).argmax(1).item() != answer) != "undecided":
                break
        found.append((test.verdict == "adversarial", test.verdict != "undecided", test.mutants, test.changes))
    return detection.Verdict(*map(torch.tensor, zip(*found)))


@torch.no_grad()
def forward_alone(net, mutants, batch_size):
    """The limit: the mutants that the test used through the network, in full batches, and nothing else."""
    for part in mutants.split(batch_size):
        net(part)


def seconds(function, *arguments):
    """Processor time, which other programs disturb least; of several threads only the time on the wall tells."""
    clock = time.process_time if torch.get_num_threads() == 1 else time.perf_counter
    start = clock()
    result = function(*arguments)
    return clock() - start, result


def compare(title, net, x_val, y_val, x_test, y_test, count, few, repeats, batch_size=256):
    """The table of one network: seconds a mutant that the test used, which are as many for all of them."""
    generator = torch.Generator().manual_seed(0)
    mutate, _, tried = detection.choose(net, x_val, y_val, mutation.gaussian, SCALES, mutants=50, generator=generator)
    kappa = tried[mutate.scale].share
    p0, p1 = detection.hypotheses(kappa, MU, (MU - 1) * kappa)
    x = normal_and_adversarial(net, x_test, y_test, count)

    def detect(mutate):
        return detection.detect(net, x, mutate, kappa, MU, (MU - 1) * kappa, ALPHA, BETA, MOST,
                                torch.Generator().manual_seed(1), batch_size)

    recorder = Recorder(mutate, x)
    verdict = detect(recorder)
    used = torch.cat([torch.cat(mutants[:n]) for mutants, n in zip(recorder.mutants, verdict.mutants.tolist())])
    some = torch.linspace(0, len(x) - 1, few).long()  # for the loop: normal and adversarial ones
    replay = [recorder.mutants[i] for i in some.tolist()]

    whole, alone, loops = [], [], []
    for _ in range(repeats):  # by turns, so that all of them meet the same disturbances
        whole.append(seconds(detect, mutate)[0] / len(used))
        alone.append(seconds(forward_alone, net, used, batch_size)[0] / len(used))
        taken, looped = seconds(one_by_one, net, x[some], mutate, p0, p1, replay)
        loops.append(taken / int(looped.mutants.sum()))
    same = sum(all(pair) for pair in zip(*(a[some] == b for a, b in zip(verdict, looped))))
    mean = len(used) / len(x)
    rows = [("detect", whole), ("one image, one mutant at a time", loops), ("the network alone, in batches", alone)]
    ours, loop, limit = (statistics.median(times) for _, times in rows)
    ratio = statistics.median(a / b for a, b in zip(whole, alone))
    made = sum(map(len, recorder.mutants)) / len(used)
    lines = [f"**{title}**, {len(x)} images, {mean:.0f} mutants an image; {mutate}, κ_normal = {kappa:.4f}", "",
             "| | µs a mutant | images a second | times detect |", "|---|" + "---:|" * 3]
    lines += [f"| {name} | {1e6 * each:.0f} | {1 / each / mean:.1f} | {each / ours:.2f} |"
              for (name, _), each in zip(rows, (ours, loop, limit))]
    lines += ["", f"Whole detection over the network's own time for the mutants it used: {ratio:.2f}; mutants made "
                  f"over mutants used: {made:.3f}. Loop over detect: {loop / ours:.1f}, of {loop / limit:.1f} that "
                  f"batching could gain at most. Decisions equal to the loop's: {same} of {few}."]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(prog="python benchmarks/detection.py", description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=50, help="normal images, with as many adversarial (default: 50)")
    parser.add_argument("--few", type=int, default=10, help="images that the loop gets as well (default: 10)")
    parser.add_argument("--repeats", type=int, default=3, help="runs of which the median is taken (default: 3)")
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="of the processor (default: all)")
    parser.add_argument("--data", choices=("digits", "mnist"), help="only this (default: all there are)")
    parser.add_argument("--dry", action="store_true", help="print the table without writing it")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    tables = []
    for what in networks([options.data] if options.data else ["digits", "mnist"]):
        tables.append(compare(*what, options.count, options.few, options.repeats))
        print(tables[-1], flush=True)
    if not options.dry:
        text = (f"μ = {MU}, σ = κ_normal·(μ − 1), α = {ALPHA}, β = {BETA}, at most {MOST} mutants; {options.threads} "
                f"thread{'s' * (options.threads > 1)}, torch {torch.__version__.split('+')[0]}; medians in one run.")
        text = "\n\n".join([text, *tables])
        (ROOT / "docs" / "detection-benchmark.md").write_text(f"# The detector's speed\n\n{text}\n")


if __name__ == "__main__":
    main()
