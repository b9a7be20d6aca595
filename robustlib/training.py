"""Training, the same for every network of the course."""

import torch
from torch.nn import functional as F
from tqdm.auto import tqdm

from robustlib import _arguments as check


def fit(net, x, y, *, epochs, batch_size=64, lr=1e-3, temperature=1.0, augment=None, adversary=None,
        optimizer=torch.optim.Adam, generator=None, progress=True):
    """Train `net` in place on cross-entropy, and return the mean loss of each epoch, a list.

    x: (N, C, H, W) in [0, 1]. y: class indices (N,), or rows of soft labels (N, K) that sum to 1.
    temperature: T of the softmax inside the loss, F(x) = softmax(Z(x) / T).
    augment: (images, generator) → images of the same shape, applied anew to each batch.
    adversary: (net, images, labels) → adversarial images; half of each loss is then on them
        (Goodfellow et al. 2015, section 6, with α = 0.5). It attacks the network as it is at that moment.
    optimizer: (parameters, lr=lr) → a torch optimizer: a class of torch.optim, or a function that returns one.
    generator: where the order of images, dropout and augmentation draw from; without it, torch's default.
    progress: show a bar with the loss.

    Each part of the network gets its own mode (training or evaluation) back. Errors name the argument.
    """
    check.network(net)
    check.images(x)
    y, classes = _targets(x, y)
    epochs, batch_size = check.count(epochs, "epochs"), check.count(batch_size, "batch_size", low=1)
    lr = check.number(lr, "lr", low_open=True)
    temperature = check.number(temperature, "temperature", low_open=True)
    check.function(optimizer, "optimizer")
    check.generator(generator)
    if adversary is not None and y.ndim == 2:
        raise ValueError("adversary: attacks need class indices in y, not soft labels")

    modes = [(module, module.training) for module in net.modules()]
    optimizer = optimizer(net.parameters(), lr=lr)
    losses = []
    bar = tqdm(range(epochs), desc="training", unit="epoch", disable=not progress, leave=False)
    try:
        with drawing_from(generator, x.device):
            for _ in bar:
                order = torch.randperm(len(x)).to(x.device)
                batches = ((x[rows], y[rows]) for rows in order.split(batch_size))
                total = sum(_step(net, optimizer, images, labels, classes, temperature, augment, adversary)
                            for images, labels in batches)
                losses.append(total / max(len(x), 1))
                bar.set_postfix(loss=f"{losses[-1]:.3f}")
    finally:
        bar.close()
        optimizer.zero_grad()
        for module, mode in modes:
            module.training = mode
    return losses


def _step(net, optimizer, images, labels, classes, temperature, augment, adversary):
    """One step of the optimizer on one batch; returns the batch's summed loss."""
    if augment is not None:
        images = augment(images, None)
    attacked = adversary(net, images, labels) if adversary is not None else None
    net.train()
    loss = _loss(net, images, labels, classes, temperature)
    if attacked is not None:
        loss = (loss + _loss(net, attacked, labels, classes, temperature)) / 2
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item() * len(images)


def _loss(net, images, labels, classes, temperature):
    logits = check.logits(net(images), len(images))
    if logits.shape[1] < classes or (labels.ndim == 2 and logits.shape[1] != classes):
        raise ValueError(f"y: expected labels for the network's {logits.shape[1]} classes, got some for {classes}")
    return F.cross_entropy(logits / temperature, labels)


def _targets(x, y):
    """y checked, and for how many classes it is: int64 (N,), or soft labels (N, K) of x's dtype."""
    if not (isinstance(y, torch.Tensor) and y.is_floating_point()):
        check.labels(y, len(x), device=x.device)
        return y.long(), int(y.max()) + 1 if len(y) else 0
    if y.ndim != 2 or len(y) != len(x) or (y < 0).any() or not torch.allclose(y.sum(1), torch.ones_like(y[:, 0]),
                                                                              atol=1e-3):
        raise ValueError(f"y: expected rows of soft labels, shape ({len(x)}, K), none negative, that sum to 1, "
                         f"got shape {tuple(y.shape)}")
    return y.to(x.dtype), y.shape[1]


class drawing_from:
    """Let everything that draws from torch's default generators (dropout among them) draw from `generator`.

    Layers cannot be given a generator, so the default ones are seeded from it and put back afterwards.
    """

    def __init__(self, generator, device):
        self.generator, self.fork = generator, None
        self.devices = [device] if device.type == "cuda" else []

    def __enter__(self):
        if self.generator is not None:
            seed = torch.randint(2**62, (), generator=self.generator, device=self.generator.device).item()
            self.fork = torch.random.fork_rng(devices=self.devices)
            self.fork.__enter__()
            torch.manual_seed(seed)

    def __exit__(self, *error):
        if self.fork is not None:
            self.fork.__exit__(*error)
