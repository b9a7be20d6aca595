"""The papers' JSMA figures, measured anew: success, distortion, hard and easy digits.

    ROBUSTLIB_DATA=… python benchmarks/jsma_papers.py                 MNIST: 1,000 test images with all nine targets
    python benchmarks/jsma_papers.py --cifar FILE.npz --epochs 8      CIFAR-10 from a file: trains a network first

Shares have 95 % intervals (Wilson) over attacks. Attacks on one image are not independent: read them as a hint.
"""

import argparse
import time

import torch

from robustlib import attacks, data, metrics, models, training


def every_target(x, y):
    """Each image nine times, with all classes but its own."""
    targets = torch.arange(10).expand(len(x), 10)
    return x.repeat_interleave(9, 0), targets[targets != y[:, None]]


def measure(name, net, x, y, paper="", **options):
    """Prints one row and returns (success, share of values changed), one entry an attack."""
    images, targets = every_target(x, y)
    start = time.process_time()
    x_adv = attacks.jsma(net, images, targets, **options)
    taken = time.process_time() - start
    reached = metrics.success(net, x_adv, targets, targeted=True)
    changed = metrics.distortion(images, x_adv).l0.double() / x[0].numel()
    share = metrics.interval(int(reached.sum()), len(reached))
    print(f"{name}: {len(reached)} attacks, success {share.share:.2%} ({share.low:.2%} to {share.high:.2%}), "
          f"distortion {changed[reached].mean():.2%} of the successes, {changed.mean():.2%} of all; "
          f"{1000 * taken / len(reached):.1f} ms each{f'; paper: {paper}' if paper else ''}", flush=True)
    return reached, changed


def by_digit(reached, changed, y):
    sources, targets = y.repeat_interleave(9), every_target(y[:, None], y)[1]
    for name, digits in (("source", sources), ("target", targets)):
        row = [f"{d} {reached[digits == d].double().mean():.0%} at {changed[(digits == d) & reached].mean():.1%}"
               for d in range(10)]
        print(f"  by {name}: {', '.join(row)}")


def mnist(count):
    ds = data.load("mnist")
    x, y = ds.x_test[:count], ds.y_test[:count]
    lenet, nine = models.pretrained("mnist", variant="lenet"), models.pretrained("mnist")
    for name, net in (("LeNet (tanh)", lenet), ("9 layers", nine)):
        print(f"{name}: {metrics.accuracy(net, ds.x_test, ds.y_test):.2%} of the test images right")
    by_digit(*measure("LeNet, logits, θ = 1", lenet, x, y, "97.10 % at 4.02 %, all 4.44 %"), y)
    measure("LeNet, logits, θ = −1", lenet, x, y, "64.7 % at 3.62 %", theta=-1.0)
    measure("9 layers, softmax", nine, x, y, "95.89 %", output="softmax")
    measure("9 layers, log-softmax", nine, x, y, output="log_softmax")
    measure("9 layers, logits", nine, x, y)


def cifar10(file, epochs, count):
    ds = data.load(file)
    generator = torch.Generator().manual_seed(0)
    net = models.build("cifar10", generator)
    training.fit(net, ds.x_train, ds.y_train, epochs=epochs, batch_size=128, generator=generator)
    accuracy = metrics.accuracy(net, ds.x_test, ds.y_test)
    print(f"9 layers on {file}, {epochs} epochs: {accuracy:.2%} of the test images right")
    x, y = ds.x_test[:count], ds.y_test[:count]
    cap = 112 / x[0].numel()  # the distillation paper's, here too
    measure("CIFAR-10, softmax, 112 values", net, x, y, "87.89 %", output="softmax", gamma=cap)
    measure("CIFAR-10, logits, 112 values", net, x, y, gamma=cap)
    measure("CIFAR-10, logits, 14.5 %", net, x, y)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--images", type=int, help="default: 1000 of MNIST, 100 of CIFAR-10")
    parser.add_argument("--cifar", help="an .npz file for data.load")
    parser.add_argument("--epochs", type=int, default=8)
    options = parser.parse_args()
    torch.set_num_threads(1)
    if options.cifar:
        cifar10(options.cifar, options.epochs, options.images or 100)
    else:
        mnist(options.images or 1000)


if __name__ == "__main__":
    main()
