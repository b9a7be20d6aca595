"""How good a network is, how often an attack succeeds, how large a perturbation is, and how sure we are."""

from math import cbrt, inf, log, log1p, sqrt
from statistics import NormalDist
from typing import NamedTuple

import torch

from robustlib import _arguments as check


class Distortion(NamedTuple):
    """Size of a perturbation, three ways, each (N,): see `distortion`."""

    l0: torch.Tensor
    l2: torch.Tensor
    linf: torch.Tensor


class Interval(NamedTuple):
    """A share with the limits of its confidence interval."""

    share: float
    low: float
    high: float


@torch.no_grad()
def predict(net, x, batch_size=256):
    """Logits (N, K) for images (N, C, H, W), computed batch by batch in evaluation mode."""
    check.network(net)
    check.images(x, unit_range=False)
    batch_size = check.count(batch_size, "batch_size", low=1)
    with check.evaluating(net):
        parts = [check.logits(net(part), len(part)) for part in x.split(batch_size)] if len(x) else [net(x)]
    return torch.cat(parts)


def accuracy(net, x, y, batch_size=256):
    """Share of the images that the network puts in their class y, a float in [0, 1]; nan for no images."""
    check.images(x, unit_range=False)
    check.labels(y, len(x))
    return (predict(net, x, batch_size).argmax(1) == y).double().mean().item()


def success(net, x_adv, y, targeted=False, batch_size=256):
    """Which attacks succeeded, bool (N,): prediction ≠ y, or for a targeted attack prediction = y, the target."""
    check.images(x_adv, "x_adv", unit_range=False)
    check.labels(y, len(x_adv))
    predicted = predict(net, x_adv, batch_size).argmax(1)
    return predicted == y if targeted else predicted != y


def success_rate(net, x_adv, y, targeted=False, batch_size=256):
    """Share of attacks that succeeded, a float in [0, 1]: see `success`. Pass images that were right before."""
    return success(net, x_adv, y, targeted, batch_size).double().mean().item()


def distortion(x, x_adv):
    """Size of the perturbation x_adv − x of each image: Distortion(l0, l2, linf), each (N,).

    l0: how many values changed (of C·H·W; an RGB pixel counts up to three times), int64.
    l2: root of the sum of squares. linf: the largest change of one value. Both in units of the full pixel range.
    """
    check.images(x, unit_range=False)
    check.images(x_adv, "x_adv", unit_range=False)
    if x.shape != x_adv.shape:
        raise ValueError(f"x_adv: expected the shape of x, {tuple(x.shape)}, got {tuple(x_adv.shape)}")
    delta = (x_adv - x).flatten(1)
    return Distortion((delta != 0).sum(1), delta.norm(dim=1), delta.abs().amax(1))


def interval(successes, trials, confidence=0.95, method="wilson"):
    """The confidence interval of a share: Interval(share, low, high), for successes of trials independent images.

    method: "wilson", Wilson's score interval (1927): unlike share ± 1.96·σ it stays inside [0, 1] and is not of zero
    width at 0 % and 100 %; or "exact", Clopper and Pearson's (1934), which is never too narrow, and often too wide.
    """
    trials = check.count(trials, "trials", low=1)
    successes = check.count(successes, "successes")
    if successes > trials:
        raise ValueError(f"successes: expected at most trials = {trials}, got {successes}")
    confidence = check.number(confidence, "confidence", high=1, low_open=True)
    if method not in ("wilson", "exact"):
        raise ValueError(f'method: expected "wilson" or "exact", got {method!r}')
    share = successes / trials
    if confidence == 1:
        return Interval(share, 0.0, 1.0)
    limits = _wilson if method == "wilson" else _clopper_pearson
    low, high = limits(successes, trials, confidence)
    return Interval(share, 0.0 if successes == 0 else low, 1.0 if successes == trials else high)


def _wilson(successes, trials, confidence):
    z, share = _normal_quantile(confidence), successes / trials
    centre = (share + z * z / (2 * trials)) / (1 + z * z / trials)
    half = z / (1 + z * z / trials) * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    return max(0.0, centre - half), min(1.0, centre + half)


def _clopper_pearson(successes, trials, confidence):
    """The shares at which so many successes or more, and so many or fewer, have a chance of (1 − confidence) / 2."""
    counts = torch.arange(trials + 1, dtype=torch.float64)
    ways = torch.lgamma(counts[-1] + 1) - torch.lgamma(counts + 1) - torch.lgamma(counts[-1] - counts + 1)

    def chance(share, few):  # of at most, or of at least, this many successes
        logs = ways + counts * log(share) + (trials - counts) * log1p(-share)
        return (logs[: successes + 1] if few else logs[successes:]).exp().sum().item()

    tail = (1 - confidence) / 2
    low = _bisect(lambda share: chance(share, few=False) < tail)
    return low, _bisect(lambda share: chance(share, few=True) > tail)


def _bisect(below):
    """Where in (0, 1) `below` turns from true to false."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if not 0 < middle < 1:
            break
        low, high = (middle, high) if below(middle) else (low, middle)
    return (low + high) / 2


def _normal_quantile(confidence):
    """z, so that a normal variable lies within ± z with this probability."""
    return NormalDist().inv_cdf((1 + confidence) / 2)


def mean_interval(shares, confidence=0.95):
    """The confidence interval of a mean, Interval(share, low, high): shares (N,) in [0, 1], one for each of N images.

    Such shares are skewed when most are near 0 and a few are not, and then mean ± z·s/√N misses too often on one side.
    Hall's transformation (1992, "On the removal of skewness by transformation") sets that right. Where all are 0, or
    all 1, the interval is Clopper and Pearson's: with a mean of m at least a share m of the images is above 0.
    """
    shares = _numbers(shares, "shares", at_least=2).double()
    if shares.min() < 0 or shares.max() > 1:
        raise ValueError(f"shares: expected numbers in [0, 1], got some from {shares.min():g} to {shares.max():g}")
    z = _normal_quantile(check.number(confidence, "confidence", high=1 - 1e-12, low_open=True))
    mean, deviation = shares.mean().item(), shares.std().item()
    if mean in (0, 1):
        return interval(round(mean * len(shares)), len(shares), confidence, "exact")
    if shares.min() == shares.max():
        return Interval(mean, mean, mean)
    root = sqrt(len(shares))
    skewness = ((shares - mean) ** 3).mean().item() / deviation**3 / root

    def quantile(z):
        return 3 / skewness * (cbrt(1 + skewness * (z - skewness / 6)) - 1) if abs(skewness) > 1e-6 else z

    step = deviation / root
    return Interval(mean, max(0.0, mean - step * quantile(z)), min(1.0, mean - step * quantile(-z)))


def _numbers(values, name, at_least=1):
    check.tensor(values, name)
    if values.ndim != 1 or len(values) < at_least or not values.is_floating_point() or not values.isfinite().all():
        raise ValueError(f"{name}: expected {at_least} or more finite floating-point numbers, shape (N,), "
                         f"got {check.describe(values)}")
    return values.detach()


class Roc(NamedTuple):
    """A receiver operating characteristic: see `roc`."""

    false_positives: torch.Tensor
    true_positives: torch.Tensor
    thresholds: torch.Tensor


def roc(positive, negative):
    """Both rates at every threshold, float64 (T,): Roc(false_positives, true_positives, thresholds).

    positive: the scores (P,) of the images that should be flagged; negative: those (M,) of the others. An image is
    flagged where its score is at least the threshold. The first is infinite, the rest fall: from (0, 0) to (1, 1).
    """
    positive, negative = _numbers(positive, "positive").double(), _numbers(negative, "negative").double()
    thresholds = torch.cat([positive, negative]).unique()

    def flagged(scores):  # the share that is at or above each threshold
        below = torch.searchsorted(scores.sort().values, thresholds).double() / len(scores)
        return torch.cat([below.new_zeros(1), 1 - below.flip(0)])

    return Roc(flagged(negative), flagged(positive), torch.cat([thresholds.new_full((1,), inf), thresholds.flip(0)]))


def auroc(positive, negative, confidence=0.95):
    """The area under `roc`, with the interval over its images: Interval(share, low, high).

    It is the share of pairs of a positive and a negative in which the positive has the higher score, a tie counting
    one half. The interval is Newcombe's (2006, "Confidence intervals for an effect size measure based on the
    Mann–Whitney statistic", part 2, method 5): of the kind of Wilson's, so that it has a width also at 0 and 1.
    """
    positive, negative = _numbers(positive, "positive").double(), _numbers(negative, "negative").double()
    z = _normal_quantile(check.number(confidence, "confidence", high=1 - 1e-12, low_open=True))
    ordered, pairs = negative.sort().values, len(positive) * len(negative)
    below, up_to = (torch.searchsorted(ordered, positive, right=right).sum().item() for right in (False, True))
    area = (below + up_to) / (2 * pairs)
    others = (len(positive) + len(negative)) / 2 - 1

    def farther(t):  # is the area found more than z deviations from t?
        return abs(area - t) > z * sqrt(t * (1 - t) / pairs * (1 + others * ((1 - t) / (2 - t) + t / (1 + t))))

    low = _bisect(lambda t: t < area and farther(t)) if area > 0 else 0.0
    high = _bisect(lambda t: t < area or not farther(t)) if area < 1 else 1.0
    return Interval(area, low, high)


def bootstrap(per_image, confidence=0.95, resamples=2000, generator=None):
    """A mean over images with the limits of its bootstrap interval: Interval(share, low, high).

    per_image: one number an image, (N,), such as the share of its nine targets that an attack reached. Attacks on one
    image are not independent, so whole images are drawn anew, `resamples` times, from `generator` or torch's default
    one; the limits are percentiles of those means (Efron 1979). Where all images agree the interval has no width:
    that says only that no image of these differed.
    """
    check.tensor(per_image, "per_image")
    if per_image.ndim != 1 or not len(per_image) or not per_image.isfinite().all():
        raise ValueError(f"per_image: expected finite numbers, shape (N,), got {check.describe(per_image)}")
    confidence = check.number(confidence, "confidence", high=1, low_open=True)
    resamples = check.count(resamples, "resamples", low=1)
    values = per_image.double()
    # One row of draws after another, so that many images need little memory.
    means = torch.stack([values[(check.rand((len(values),), values, generator) * len(values)).long()].mean()
                         for _ in range(resamples)])
    tail = torch.tensor([(1 - confidence) / 2, (1 + confidence) / 2], dtype=torch.float64, device=values.device)
    return Interval(values.mean().item(), *means.quantile(tail).tolist())


# The bins of the distillation paper's Fig. 9. The last is closed, and so is the first, whose zeros are reported apart.
AMPLITUDE_BINS = (0.0, 1e-40, 1e-35, 1e-30, 1e-25, 1e-20, 1e-15, 1e-10, 1e-5, 1e-3, 1.0)


def gradient_amplitude(net, x, temperature=1.0, batch_size=256):
    """Mean of |∂F_j/∂x_i| over the classes j and values i of each image, float64 (N,) (Papernot et al. 2016, Fig. 9).

    F = softmax(Z / temperature). Derivatives are taken in x's dtype, underflow included, by one backward pass a class.
    """
    check.network(net)
    check.images(x)
    temperature = check.number(temperature, "temperature", low_open=True)
    batch_size = check.count(batch_size, "batch_size", low=1)
    with check.evaluating(net), torch.enable_grad():
        parts = [_amplitude(net, part.detach().requires_grad_(), temperature) for part in x.split(batch_size)]
    return torch.cat(parts)


def _amplitude(net, x, temperature):
    outputs = (check.logits(net(x), len(x)) / temperature).softmax(1)
    total = torch.zeros(len(x), dtype=torch.float64, device=x.device)
    for j in range(outputs.shape[1]):
        gradient = torch.autograd.grad(outputs[:, j].sum(), x, retain_graph=True)[0]
        total += gradient.flatten(1).abs().double().mean(1)
    return total / outputs.shape[1]


def amplitude_shares(amplitudes):
    """The shares of the images in the ten AMPLITUDE_BINS, ten floats, and the share that is exactly zero, a float.

    The zeros are in the first bin as well.
    """
    check.tensor(amplitudes, "amplitudes")
    if amplitudes.ndim != 1 or not len(amplitudes) or (amplitudes < 0).any() or not amplitudes.isfinite().all():
        raise ValueError(f"amplitudes: expected numbers of 0 or more, shape (N,), got {check.describe(amplitudes)}")
    inner = torch.tensor(AMPLITUDE_BINS[1:-1], dtype=torch.float64, device=amplitudes.device)
    bins = torch.bucketize(amplitudes.double(), inner, right=True)
    shares = (bins.bincount(minlength=10).double() / len(amplitudes)).tolist()
    return shares, (amplitudes == 0).double().mean().item()


def robustness(changed, reached, cap):
    """Mean over the images of the smallest share of values that reached any target (Papernot et al. 2016, eq. 9).

    changed: the share of an image's values that each attack changed, and reached: bool, which succeeded, both (N, M)
    for M targets an image. cap: the share at which attacks gave up; it counts for an image none of whose targets was
    reached. Where that happens often, the figure says mainly how far the attack was allowed to go.
    """
    check.tensor(changed, "changed")
    check.tensor(reached, "reached")
    if changed.ndim != 2 or reached.shape != changed.shape or reached.dtype != torch.bool or not changed.numel():
        raise ValueError(f"reached: expected bool of the shape of changed, (N, M), got {check.describe(reached)} and "
                         f"{check.describe(changed)}")
    cap = check.number(cap, "cap", high=1)
    return torch.where(reached, changed.double(), cap).amin(1).mean().item()
