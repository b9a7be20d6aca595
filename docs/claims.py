"""python docs/claims.py: measure the figures of docs/claims.md anew. About ten minutes on one core.

They are for the networks of the package, and for five further pairs of trainings with other seeds. It also says what
the three L∞ attacks cost and change, what a direct computation of FGSM gives, and what JSMA changes.
"""

import time

import torch
from torch.nn import functional as F

from robustlib import attacks, data, defenses, metrics, models, training, variations

EPS = 0.15  # of every attack here but those on the adversarially trained network
AUGMENTATION = defenses.Augmentation()


def main(seeds=range(1, 6)):
    torch.set_num_threads(1)  # sums come out in the same order on every run
    ds = data.load()
    plain, augmented, adversarial = (models.pretrained(variant=v) for v in (None, "augmented", "adversarial"))
    print("accuracy, %, on the 500 test images")
    say("package, plain", everything(plain, ds))
    say("package, augmented", everything(augmented, ds))
    rows = {"plain": [], "plain, 60 epochs": [], "augmented": []}
    for seed in seeds:
        for kind, epochs, augment in zip(rows, (30, 60, 60), (None, None, AUGMENTATION)):
            rows[kind].append(everything(trained(ds, seed, epochs, augment), ds))
            say(f"seed {seed}, {kind}", rows[kind][-1])
    for kind, found in rows.items():
        for word, pick in (("lowest", min), ("highest", max)):
            say(f"{word}, {kind}", {name: pick(row[name] for row in found) for name in found[0]})
    for eps in (0.1, 0.2, 0.3):
        for name, net in (("plain", plain), ("adversarially trained", adversarial)):
            say(f"ε = {eps}, {name}", attacked(net, ds, eps))
    costs(plain, ds)
    few_values(plain, ds)


def everything(net, ds):
    x = ds.x_test
    images = {
        "untouched": x,
        "rotation +30°": variations.rotate(x, 30),
        "rotation −30°": variations.rotate(x, -30),
        "scale 0.75": variations.scale(x, 0.75),
        "scale 1.25": variations.scale(x, 1.25),
        "crop 4": variations.crop(x, 4),
        "brightness +0.3": variations.brightness(x, 0.3),
        "brightness +0.5": variations.brightness(x, 0.5),
        "brightness −0.3": variations.brightness(x, -0.3),
        "downsample 14": variations.downsample(x, 14),
        "downsample 8": variations.downsample(x, 8),
        "JPEG 10": variations.jpeg(x, 10),
    }
    shares = {name: metrics.accuracy(net, varied, ds.y_test) for name, varied in images.items()}
    return {**shares, **attacked(net, ds, EPS)}


def attacked(net, ds, eps):
    """Accuracy under random signs of this size and under the attacks, made against this very network."""
    x, y, generator = ds.x_test, ds.y_test, torch.Generator().manual_seed(0)
    signs = 2 * torch.randint(2, x.shape, generator=generator).to(x) - 1
    images = {
        "random": (x + eps * signs).clamp(0, 1),
        "FGSM": attacks.fgsm(net, x, y, eps),
        "BIM, 10 steps": attacks.bim(net, x, y, eps, eps / 4, 10),
        "PGD, 10 steps": attacks.pgd(net, x, y, eps, eps / 4, 10, generator=generator),
        "PGD, 40 steps": attacks.pgd(net, x, y, eps, eps / 10, 40, generator=generator),
    }
    return {name: metrics.accuracy(net, changed, y) for name, changed in images.items()}


def trained(ds, seed, epochs, augment):
    generator = torch.Generator().manual_seed(seed)
    net = models.build(ds.name, generator)
    training.fit(net, ds.x_train, ds.y_train, epochs=epochs, augment=augment, generator=generator, progress=False)
    return net


def costs(net, ds):
    """What FGSM changes, what ten steps cost, and what FGSM is without the framework."""
    x, y = ds.x_test, ds.y_test
    inputs = x.clone().requires_grad_()
    gradient = torch.autograd.grad(F.cross_entropy(net(inputs), y, reduction="sum"), inputs)[0]
    x_adv = attacks.fgsm(net, x, y, EPS)
    ratio = seconds(lambda: attacks.bim(net, x, y, EPS, EPS / 4, 10)) / seconds(lambda: attacks.fgsm(net, x, y, EPS))
    epoch = seconds(lambda: trained(ds, 0, 2, AUGMENTATION)) / seconds(lambda: trained(ds, 0, 2, None))
    size = metrics.distortion(x, x_adv)
    difference = (x_adv - (x + EPS * gradient.sign()).clamp(0, 1)).abs().max().item()
    print(f"FGSM: L∞ {size.linf.max():.3f}, changes {(x_adv != x).double().mean():.0%} of all pixels "
          f"(of those not black, {(x_adv != x)[x > 0].double().mean():.0%}); BIM with 10 steps takes {ratio:.1f} times "
          f"as long; FGSM through craft and by the formula differ by {difference:.1g} at most; "
          f"an epoch with augmentation takes {epoch:.2f} times as long as one without")


def few_values(net, ds):
    """JSMA: how often it reaches its target, how many values it changes, and by how much, beside PGD."""
    x, y = ds.x_test[:50], ds.y_test[:50]
    targets = torch.arange(10).expand(len(x), 10)
    x, targets = x.repeat_interleave(9, 0), targets[targets != y[:, None]]
    found = {f"JSMA, {output}": attacks.jsma(net, x, targets, output=output) for output in ("logits", "softmax")}
    found["PGD, 40 steps"] = attacks.pgd(net, x, targets, EPS, EPS / 10, 40, targeted=True,
                                         generator=torch.Generator().manual_seed(0))
    for name, x_adv in found.items():
        reached = metrics.success(net, x_adv, targets, targeted=True)
        size = metrics.distortion(x, x_adv)
        print(f"{name}: reaches {reached.double().mean():.1%} of {len(x)} targets; of the successes, "
              f"{size.l0[reached].double().mean() / x[0].numel():.1%} of the pixels change, L∞ "
              f"{size.linf[reached].mean():.2f}, L2 {size.l2[reached].mean():.2f}")


def seconds(work):
    """The shortest of five runs: what disturbs a run only makes it longer."""
    times = []
    for _ in range(5):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def say(name, shares):
    print(f"{name}: {', '.join(f'{kind} {100 * share:.1f}' for kind, share in shares.items())}", flush=True)


if __name__ == "__main__":
    main()
