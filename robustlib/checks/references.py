"""References: arguments that are not plain data, named so that they can cross to another process as data.

`Ref("smooth_network", 3)` names a small network with weights drawn from seed 3. The runner and the judge each
build their own copy.
"""

from dataclasses import dataclass

import torch
from torch import nn

SIDE = 6  # the small networks take images of 1 × 6 × 6
CLASSES = 4


@dataclass(frozen=True)
class Ref:
    """An argument by name: see `register`. options go to its builder."""

    name: str
    seed: int = 0
    options: tuple = ()  # of (name, value) pairs

    def build(self):
        return _BUILDERS[self.name](torch.Generator().manual_seed(self.seed), **dict(self.options))


_BUILDERS = {}


def register(builder):
    """Make a function (generator, **options) → object known under its own name."""
    if builder.__name__ in _BUILDERS:
        raise ValueError(f"two references are named {builder.__name__}")
    _BUILDERS[builder.__name__] = builder
    return builder


@register
def generator(generator):
    """A seeded torch.Generator."""
    return generator


@register
def smooth_network(generator, channels=1, side=SIDE, classes=CLASSES, training=False):
    """Two layers with tanh: its gradient is nowhere exactly zero, so a sign is never ambiguous."""
    net = nn.Sequential(nn.Flatten(), _linear(channels * side * side, 16, generator), nn.Tanh(),
                        _linear(16, classes, generator, scale=3.0))
    return net.train(training)


@register
def dropout_network(generator, training=False):
    """Like smooth_network, with dropout: in training mode it answers differently at each call."""
    net = nn.Sequential(nn.Flatten(), _linear(SIDE * SIDE, 16, generator), nn.Tanh(), nn.Dropout(0.5),
                        _linear(16, CLASSES, generator, scale=3.0))
    return net.train(training)


@register
def linear_network(generator, side=SIDE, classes=CLASSES):
    """Logits W·x + b: the best perturbation is known in closed form."""
    return nn.Sequential(nn.Flatten(), _linear(side * side, classes, generator)).eval()


@register
def image_network(generator, shape=(1, SIDE, SIDE), classes=CLASSES, gain=1.0, training=False, gradients=False,
                  blind=0):
    """smooth_network for any shape (C, H, W). gain: how far from linear. gradients: its parameters hold some.

    blind: so many values of an image play no part, so their gradient is exactly 0.
    """
    inputs = shape[0] * shape[1] * shape[2]
    net = nn.Sequential(nn.Flatten(), _linear(inputs, 16, generator, scale=gain), nn.Tanh(),
                        _linear(16, classes, generator, scale=3.0))
    with torch.no_grad():
        net[1].weight[:, :blind] = 0
    return _with_gradients(net.train(training), generator) if gradients else net.train(training)


@register
def linear_image_network(generator, shape=(1, SIDE, SIDE), classes=2, training=False, gradients=False):
    """linear_network for images of any shape; with two classes the gradient has the same sign everywhere."""
    net = nn.Sequential(nn.Flatten(), _linear(shape[0] * shape[1] * shape[2], classes, generator))
    return _with_gradients(net.train(training), generator) if gradients else net.train(training)


@register
def contrary_network(generator, shape=(1, SIDE, SIDE), classes=CLASSES):
    """A linear network in which no brighter pixel speaks for class 0, so no pair leads there."""
    layer = _linear(shape[0] * shape[1] * shape[2], classes, generator)
    with torch.no_grad():
        layer.weight[0] = -layer.weight[0].abs() - 0.05
    return nn.Sequential(nn.Flatten(), layer).eval()


def _with_gradients(net, generator):
    """As in the middle of training: every parameter holds a gradient already."""
    for parameter in net.parameters():
        parameter.grad = torch.randn(parameter.shape, generator=generator)
    return net


def _linear(inputs, outputs, generator, scale=1.0):
    with torch.random.fork_rng(devices=[]):  # nn.Linear draws weights of its own from the default generator
        layer = nn.Linear(inputs, outputs)
    with torch.no_grad():
        layer.weight.copy_(torch.randn(outputs, inputs, generator=generator) * scale / inputs**0.5)
        layer.bias.copy_(torch.randn(outputs, generator=generator) * 0.1)
    return layer


# Parts of an attack, for a loop that puts them together. Each works row by row on whatever rows it is given.


@register
def class_goal(generator, wanted=0):
    """A goal: the network answers class `wanted`."""
    return lambda logits: logits.argmax(1) == wanted


@register
def no_goal(generator):
    """A goal that no image reaches."""
    return lambda logits: torch.zeros(len(logits), dtype=torch.bool, device=logits.device)


@register
def class_gradient(generator, wanted=0):
    """An estimate: the gradient of the logit of class `wanted`, of the images' shape."""

    def estimate(net, x):
        x = x.detach().requires_grad_()
        with torch.enable_grad():
            return torch.autograd.grad(net(x)[:, wanted].sum(), x)[0]

    return estimate


@register
def channel_means(generator):
    """An estimate that is no gradient: the mean of each channel, (N, C)."""
    return lambda net, x: x.mean((2, 3))


@register
def scaled_step(generator, step=0.1):
    """A perturb: along the sensitivity, the most sensitive value by `step`. Smooth: no sign can flip."""

    def perturb(x, sensitivity):
        largest = sensitivity.abs().amax((1, 2, 3), keepdim=True)
        return (x + step * sensitivity / largest).clamp(0, 1)

    return perturb


@register
def lighten(generator, step=0.1):
    """A perturb for channel_means: the darker a channel, the more it is lightened."""
    return lambda x, sensitivity: (x + step * (1 - sensitivity)[:, :, None, None]).clamp(0, 1)


@register
def sure_network(generator, shape=(1, SIDE, SIDE), classes=CLASSES, out=3.0, dropout=0.0, training=False,
                 double=False):
    """image_network with logits of any size, `out`, as a distilled network has them; with dropout, and in float64."""
    inputs = shape[0] * shape[1] * shape[2]
    net = nn.Sequential(nn.Flatten(), _linear(inputs, 16, generator, scale=1.5), nn.Tanh(), nn.Dropout(dropout),
                        _linear(16, classes, generator, scale=out))
    return (net.double() if double else net).train(training)


# For label changes, objectives and substitutes.


@register
def leaf(generator, shape=(1, 1, SIDE, SIDE), spread=1.0):
    """A tensor of normal random numbers that records gradients."""
    return (spread * torch.randn(shape, generator=generator)).requires_grad_()


@register
def frozen_network(generator, **options):
    """image_network whose parameters record no gradients."""
    return image_network(generator, **options).requires_grad_(False)


@register
def label_oracle(generator, **options):
    """image_network behind a door: images go in, labels come out."""
    net = image_network(generator, **options)

    def oracle(images):
        with torch.no_grad():
            return net(images).argmax(1)

    return oracle


@register
def brightness_network(generator, shape=(1, SIDE, SIDE), classes=5):
    """It answers class k where the mean brightness lies between k/classes and (k + 1)/classes."""
    inputs = shape[0] * shape[1] * shape[2]
    net = nn.Sequential(nn.Flatten(), _linear(inputs, classes, generator))
    centres = (torch.arange(classes) + 0.5) / classes
    with torch.no_grad():  # the nearest centre c wins: −(m − c)² without m², which all classes share
        net[1].weight.copy_(200 * centres[:, None].expand(-1, inputs) / inputs)
        net[1].bias.copy_(-100 * centres.square())
    return net.eval()


@register
def random_light(generator, reach=0.1):
    """A mutate: each row lighter or darker by an offset of its own, uniform in ± reach."""
    return _mutation(lambda x, draws: reach * (2 * torch.rand((len(x), 1, 1, 1), generator=draws) - 1))


@register
def same_light(generator, offset=0.1):
    """A mutate without chance: every row lighter by the same offset."""
    return _mutation(lambda x, draws: offset)


def _mutation(change):
    def mutate(x, generator=None):
        if not isinstance(x, torch.Tensor) or x.ndim != 4:
            raise ValueError("mutate: expected a batch of images of shape (N, C, H, W); x[n] has lost the first "
                             "dimension, x[n:n + 1] keeps it")
        return x + change(x, generator)

    return mutate
