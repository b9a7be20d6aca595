"""An attack that only asks for labels (Papernot et al. 2017, "Practical Black-Box Attacks against Machine Learning").

The attacker trains a network of its own, the substitute, to answer as the oracle does, and attacks that one. What
fools the substitute often fools the oracle too: adversarial images transfer.
"""

import copy

import torch
from torch import nn

from robustlib import _arguments as check
from robustlib.attacks.fgsm import fgsm
from robustlib.metrics import predict
from robustlib.training import drawing_from, fit


def black_box(oracle, x, y, eps, seeds, *, attack=fgsm, **options):
    """Train a substitute on the oracle's labels, attack the substitute, and hope that the images fool the oracle.

    oracle, seeds: as for train_substitute, which takes the other options. x: (N, C, H, W) in [0, 1], of the seeds'
    size, dtype and device. y: int64 (N,), the true classes. eps: for the attack, in L∞ with the default one.
    attack: (net, x, y, eps) → adversarial images; it is given the substitute.

    The oracle answers (len(seeds) · 2^(rounds − 1)) queries, none of them about x. To attack again, or more than one
    way, call train_substitute once, and any attack on the network that comes back.

    Returns x_adv, of x's shape, dtype and device, detached: what the attack returns, whether it fools anyone or not.
    """
    check.network(oracle, "oracle")
    check.images(x)
    check.labels(y, len(x), device=x.device)
    eps = check.number(eps, "eps")
    check.function(attack, "attack")
    _seeds(seeds, x)
    substitute, _ = train_substitute(oracle, seeds, **options)
    return attack(substitute, x, y, eps)


def train_substitute(oracle, seeds, *, substitute=None, rounds=6, lambda_=0.1, epochs=10, generator=None, **options):
    """Train a network to answer as the oracle does, from few images and the oracle's labels for them (Algorithm 1).

    Each round trains on all images so far; between two rounds each image x, which the oracle calls O(x), brings a
    new one, x + λ · sign(∂F_{O(x)}/∂x), F the substitute's probabilities: where the substitute's answer changes
    most, a label tells most (Jacobian-based dataset augmentation, section 4). So the images double.

    oracle: maps images to logits (M, K), of which only the largest is looked at, or to labels (M,); any callable.
    seeds: (M, C, H, W) in [0, 1], the images that the attacker has, M ≥ 1. substitute: the network to train; it is
    copied, and the copy starts from its weights. None: two hidden layers of 200 units, quick for images of any size;
    a convolutional one, such as models.build(), is slower and fools more. rounds: how often it is trained, the
    paper's ρ. lambda_: the step, a share of the full pixel range. epochs: of each round. generator: where the first
    weights and the training draw from. Other options: as for training.fit, such as lr or progress.

    Returns the substitute in evaluation mode, and how many labels were asked for, M · 2^(rounds − 1). Besides the
    shared errors, raises ValueError where the substitute has too few outputs for the oracle's labels.
    """
    check.network(oracle, "oracle")
    _seeds(seeds)
    if substitute is not None:
        check.module(substitute, "substitute")
    rounds, lambda_ = check.count(rounds, "rounds", low=1), check.number(lambda_, "lambda_")
    check.generator(generator)

    images = seeds.detach()
    labels, classes = _ask(oracle, images)
    net = copy.deepcopy(substitute) if substitute is not None else _small_network(images, classes, generator)
    for round_ in range(rounds):
        if round_:
            new = augment(net, images, labels, lambda_)
            images, labels = torch.cat([images, new]), torch.cat([labels, _ask(oracle, new)[0]])
        _has_outputs_for(labels, net, images)
        with torch.enable_grad():  # an attack works inside no_grad too
            fit(net, images, labels, epochs=epochs, generator=generator, **options)
    return net.eval(), len(images)


def augment(substitute, x, labels, lambda_):
    """One new image for each: x + λ · sign(∂F_{O(x)}/∂x), clipped to [0, 1]. labels: O(x), int64 (M,).

    The cross-entropy with O(x) is −log F_{O(x)}, so this is a step of FGSM with O(x) for its target. The logarithm
    changes no sign, and does not underflow where the substitute is sure.
    """
    return fgsm(substitute, x, labels, lambda_, targeted=True)


def _ask(oracle, images):
    """The oracle's labels, int64 (M,), and how many classes there are, as far as its answers tell."""
    with torch.no_grad(), check.evaluating(oracle):
        answers = [_answer(oracle(part), part) for part in images.split(256)]
    return torch.cat([labels for labels, _ in answers]), max(classes for _, classes in answers)


def _answer(out, images):
    if isinstance(out, torch.Tensor) and out.ndim == 1:
        check.labels(out, len(images), "oracle")
        return out.to(images.device, torch.int64), int(out.max()) + 1
    out = check.logits(out, len(images), "oracle")
    return out.argmax(1).to(images.device), out.shape[1]


def _small_network(images, classes, generator):
    """An untrained network for images of any size: all it has of the oracle is what goes in and what comes out."""
    with drawing_from(generator, torch.device("cpu")):
        net = nn.Sequential(nn.Flatten(), nn.Linear(images[0].numel(), 200), nn.ReLU(), nn.Linear(200, 200), nn.ReLU(),
                            nn.Linear(200, classes))
    return net.to(images.device, images.dtype)


def _has_outputs_for(labels, net, images):
    outputs = predict(net, images[:1]).shape[1]
    if labels.max() >= outputs:
        raise ValueError(f"substitute: expected an output for each of the oracle's labels, got {outputs} outputs, and "
                         f"the oracle answered {labels.max().item()}")


def _seeds(seeds, x=None):
    check.images(seeds, "seeds")
    if not len(seeds):
        raise ValueError("seeds: expected at least one image, got none")
    if x is not None and (seeds.shape[1:], seeds.dtype, seeds.device) != (x.shape[1:], x.dtype, x.device):
        raise ValueError(f"seeds: expected images like those of x, {tuple(x.shape[1:])}, {x.dtype}, on {x.device}, "
                         f"got {tuple(seeds.shape[1:])}, {seeds.dtype}, on {seeds.device}")
