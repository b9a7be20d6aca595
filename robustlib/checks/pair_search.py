"""For the checks of best_pair and fast_pair: their cases, and the search with its misconceptions."""

import torch

from robustlib.checks.attack_cases import chosen
from robustlib.checks.specification import Case

# ---- Cases -----------------------------------------------------------------------------------------------------------


def _drawn(seed, count, features, free=0.7, shift=(0.0, 0.0)):
    generator = torch.Generator().manual_seed(seed)
    a, b = (torch.randn(count, features, generator=generator) + by for by in shift)
    return {"a": a, "b": b, "free": torch.rand(count, features, generator=generator) < free}


def _tells(*names):
    """A test for `chosen`: in some row, each of these wrong searches finds a pair that is clearly worse, or none."""

    def fits(case):
        a, b, free = case.arguments.values()
        values, _ = search(a, b, free)
        if bool(((values > 0) & (values < 1e-3)).any()):  # neither found nor not found beyond doubt
            return False
        return all(_clearly_worse(WRONG[name][1](a, b, free), a, b, free, values) for name in names)

    return fits


def _clearly_worse(pairs, a, b, free, best):
    rows = best > 0
    value = torch.stack([value_of(*row) for row in zip(a, b, free, pairs)])
    return bool((value[rows] < 0.98 * best[rows]).any())


def _case(what, seed, *arguments, tells):
    return chosen(seed, lambda s: Case(what, _drawn(s, *arguments)), _tells(*tells))


def _nothing_to_find(seed):
    """In eight of ten rows there is no pair, each for another reason."""
    case = chosen(seed, lambda s: Case("10 images of 9 features; in eight of them no pair will do", _drawn(s, 10, 9)),
                  lambda found: bool((search(**found.arguments)[0][8:] > 0.01).all()))
    a, b, free = case.arguments.values()
    a[0] = -a[0].abs() - 0.1  # the target only falls
    b[1] = b[1].abs() + 0.1  # the others only rise
    free[2] = False
    free[3] = torch.arange(9) == 4  # one feature is no pair, though it would do twice
    a[3, 4], b[3, 4] = 2.0, -2.0
    a[4], b[4] = a[4].abs() + 0.1, b[4].abs() + 0.1
    a[5], b[5] = -a[4], b[4]  # both signs are wrong: −αβ is positive, and means nothing
    a[6], b[6] = 0.0, -b[6].abs()  # α = 0 is not above 0
    a[7], b[7] = a[7].abs(), 0.0
    return case


def _tiny(what, seed):
    """Derivatives as small as those of sure probabilities: the pairs are the same, their values minute."""
    case = chosen(seed, lambda s: Case(what, _drawn(s, 4, 10)),
                  lambda found: bool((search(**found.arguments)[0] > 0.01).all()))
    return Case(what, case.arguments | {name: 1e-6 * case.arguments[name] for name in "ab"})


def best_pair_cases(seed):
    two = {"a": torch.tensor([[1.5, -0.5]]), "b": torch.tensor([[0.5, -2.0]]), "free": torch.tensor([[True, True]])}
    return [
        _case("5 images of 12 features", seed, 5, 12, tells=(
            "own partner", "saturated", "swapped", "size", "single signs", "saliencies", "neighbours", "target only",
            "others only", "no signs", "greedy", "first")),
        _case("8 images of 30 features, where most pairs have a wrong sign", seed + 10, 8, 30, 0.8, (-1.2, 1.2),
              tells=("single signs", "size", "no signs")),
        _case("a single image of 15 features, all free", seed + 20, 1, 15, 1.1,
              tells=("own partner", "target only")),
        Case("2 features, of which neither would do alone", two),
        _nothing_to_find(seed + 30),
        _whole("3 images whose derivatives are whole numbers, so that pairs tie", seed + 40, 3, 20),
        _tiny("4 images of 10 features with very small derivatives", seed + 50),
    ]


def _whole(what, seed, count, features):
    drawn = _drawn(seed, count, features)
    return Case(what, {"a": (2 * drawn["a"]).round(), "b": (2 * drawn["b"]).round(), "free": drawn["free"]})


def _front(seed):
    """Points of which none dominates another: all of them are candidates."""
    generator = torch.Generator().manual_seed(seed)
    a = torch.rand(2, 120, generator=generator) * 2 - 0.5
    return {"a": a, "b": a.exp() - 2, "free": torch.rand(2, 120, generator=generator) < 0.9}


def _twins(what, seed, count, features):
    """Every feature comes twice, and in some row no best pair without two that are alike is as good."""

    def case(s):
        half = _drawn(s, count, features // 2, 0.9)
        return Case(what, {name: values.repeat(1, 2) for name, values in half.items()})

    def fits(found):
        best, once = (search(*(values[:, :part] for values in found.arguments.values()))[0]
                      for part in (features, features // 2))
        return bool(once.min() > 0.01 and (best > 1.02 * once).any())

    return chosen(seed, case, fits)


def _misleading(seed):
    """Two images in which the features of the best pair look poor, each by itself: groups as (a, −b, how many)."""
    generator = torch.Generator().manual_seed(seed)
    rows = []
    for groups in (
        ((-1.0, 10.0, 300), (4.0, 0.5, 300), (2.1, 4.03, 6)),  # two of the six, which lie inside the hull
        ((25.0, -60.0, 200), (-60.0, 25.0, 200), (9.0, 0.5, 200), (20.0, -12.0, 3), (-12.0, 20.0, 3)),  # 3 and 3
    ):
        points = torch.cat([torch.tensor([[a, c]]).repeat(many, 1) for a, c, many in groups])
        points = points + 0.02 * torch.rand(points.shape, generator=generator)
        rows.append(points[torch.randperm(len(points), generator=generator)])
    points = torch.stack(rows)
    return {"a": points[..., 0], "b": -points[..., 1], "free": torch.ones(points.shape[:2], dtype=torch.bool)}


def fast_pair_cases(seed):
    return [
        _case("6 images of 40 features", seed, 6, 40,
              tells=("own partner", "saturated", "single signs", "front only", "saliencies", "greedy", "size")),
        _nothing_to_find(seed + 10),
        _case("30 images of 4 features", seed + 20, 30, 4, 0.9, tells=("front only", "saturated")),
        Case("2 images of 120 features, of which no feature beats another in both", _front(seed + 30)),
        _whole("3 images whose derivatives are whole numbers, so that pairs tie", seed + 40, 3, 25),
        _case("4 images of 200 features, where most have a wrong sign", seed + 70, 4, 200, 0.9, (-1.5, 1.5),
              tells=("front only", "best singles", "greedy", "single signs")),
        _tiny("4 images of 10 features with very small derivatives", seed + 80),
        _twins("3 images of 24 features, of which every two are alike", seed + 90, 3, 24),
        Case("2 images of 606 features, made to mislead rules of thumb", _misleading(seed + 100)),
        Case("a colour image of 3 · 32 · 32 features", _drawn(seed + 50, 1, 3072), effort="numbers"),
        Case("a single image of 40,000 features", _drawn(seed + 60, 1, 40_000), effort="time"),
    ]


# ---- The search, and its misconceptions ------------------------------------------------------------------------------


def _candidates(a, c):
    """Places of the points that at most one other point dominates, by a sweep from the largest a down."""
    places, best, second = [], float("-inf"), float("-inf")
    heights = c.tolist()
    for place in a.argsort(descending=True).tolist():
        if heights[place] > second:
            places.append(place)
            best, second = max(best, heights[place]), max(second, min(best, heights[place]))
    return torch.tensor(places, dtype=torch.int64)


def search(a, b, free):
    """The value of the best pair, (N,), 0 where there is none; and the pair itself, (N, 2)."""
    values, pairs = [], []
    for row_a, row_b, row_free in zip(a.double(), b.double(), free):
        places = row_free.nonzero()[:, 0]
        places = places[_candidates(row_a[places], -row_b[places])]
        value, pair = _best(_table(row_a[places]), _table(row_b[places]))
        values.append(value)
        pairs.append(places[pair] if value > 0 else torch.tensor([0, 0]))
    return torch.stack(values), torch.stack(pairs)


def _table(values):
    """values[p] + values[q] for every pair, and nan where p = q."""
    sums = values[:, None] + values[None, :]
    return sums.fill_diagonal_(torch.nan) if len(values) else sums


def _best(alpha, beta):
    score = torch.where((alpha > 0) & (beta < 0), -alpha * beta, 0.0)
    if not score.numel():
        return torch.zeros((), dtype=torch.float64), torch.tensor([0, 0])
    return score.max(), torch.stack(torch.unravel_index(score.argmax(), score.shape))


def value_of(a, b, free, pair):
    """−αβ of one pair, or −1 if the pair may not be taken."""
    p, q = pair.tolist()
    alpha, beta = (a[p].double() + a[q].double()), (b[p].double() + b[q].double())
    if p == q or not (free[p] and free[q]) or not (alpha > 0 and beta < 0):
        return torch.tensor(-1.0, dtype=torch.float64)
    return -alpha * beta


def _by_score(score, diagonal=False, domain=True):
    """A wrong search: the pair with the largest score(a, b of the pairs' sums, a, b of the features)."""

    def found(a, b, free):
        pairs = []
        for row_a, row_b, row_free in zip(a.double(), b.double(), free):
            alpha, beta = row_a[:, None] + row_a, row_b[:, None] + row_b
            scores = score(alpha, beta, row_a, row_b)
            if domain:
                scores = scores.masked_fill(~(row_free & row_free[:, None]), -torch.inf)
            if not diagonal:
                scores = scores.clone().fill_diagonal_(-torch.inf)
            pairs.append(torch.stack(torch.unravel_index(scores.argmax(), scores.shape)))
        return torch.stack(pairs)

    return found


def _signed(alpha, beta, a, b):
    return torch.where((alpha > 0) & (beta < 0), -alpha * beta, -torch.inf)


def _single_signs(alpha, beta, a, b):
    fits = (a > 0) & (b < 0)
    return torch.where(fits & fits[:, None], -alpha * beta, -torch.inf)


def _saliencies(alpha, beta, a, b):
    single = torch.where((a > 0) & (b < 0), -a * b, 0.0)
    return single + single[:, None]


def _neighbours(alpha, beta, a, b):
    near = torch.ones_like(alpha).tril(1).triu(-1).bool()
    return torch.where(near, _signed(alpha, beta, a, b), -torch.inf)


def _front_only(a, b, free):
    """Only points that nothing dominates."""
    front = [[not bool(((row_a > row_a[p]) & (row_b < row_b[p]) & row_free).any()) for p in range(len(row_a))]
             for row_a, row_b, row_free in zip(a, b, free)]
    return _by_score(_signed)(a, b, free & torch.tensor(front))


def _singles(a, b, free):
    return torch.where((a > 0) & (b < 0) & free, -a * b, 0.0)


def _best_singles(a, b, free):
    """Only the 20 features that are best by themselves."""
    single = _singles(a, b, free)
    least = single.topk(min(20, a.shape[1]), 1).values[:, -1:]
    return _by_score(_signed)(a, b, free & (single >= least) & (single > 0))


def _greedy(a, b, free):
    """The best single feature, and then its best partner."""
    p = _singles(a, b, free).argmax(1)
    rows = torch.arange(len(a))
    alpha, beta = a[rows, p][:, None] + a, b[rows, p][:, None] + b
    value = torch.where((alpha > 0) & (beta < 0) & free & free[rows, p][:, None], -alpha * beta, 0.0)
    value[rows, p] = -1
    return torch.stack([p, value.argmax(1)], 1)


def _first(a, b, free):
    """The first admissible pair."""
    return _by_score(lambda alpha, beta, a, b: ((alpha > 0) & (beta < 0)).double())(a, b, free)


WRONG = {  # name → (likely cause, the pairs it leads to)
    "own partner": ("A feature was paired with itself. A pair is two different features: leave out the diagonal.",
                    _by_score(_signed, diagonal=True)),
    "saturated": ("A feature outside the domain was used: both features of a pair must be free.",
                  _by_score(_signed, domain=False)),
    "swapped": ("a and b have changed places: α, from a, must be positive, and β, from b, negative.",
                _by_score(lambda alpha, beta, a, b: _signed(beta, alpha, b, a))),
    "no signs": ("The signs are not asked for. Where α < 0 and β > 0 the product −αβ is positive, too, and the pair is "
                 "wrong: require α > 0 and β < 0.", _by_score(lambda alpha, beta, a, b: -alpha * beta)),
    "size": ("That is the pair with the largest |αβ|. First require α > 0 and β < 0, then take the largest −αβ.",
             _by_score(lambda alpha, beta, a, b: (alpha * beta).abs())),
    "turned": ("The smallest −αβ was taken. Take the largest.",
               _by_score(lambda alpha, beta, a, b: -_signed(alpha, beta, a, b).masked_fill(
                   ~((alpha > 0) & (beta < 0)), torch.inf))),
    "single signs": ("Each feature was asked for its own signs. Only the sums α = a_p + a_q and β = b_p + b_q need "
                     "them: that is what pairs are for.", _by_score(_single_signs)),
    "saliencies": ("The two best single features were taken, or the sum of their products. Add first, then multiply: "
                   "−(a_p + a_q)(b_p + b_q).", _by_score(_saliencies)),
    "neighbours": ("Only neighbours were paired. Every feature may go with every other.", _by_score(_neighbours)),
    "target only": ("That pair has the largest α. The value of a pair is −αβ.", _by_score(
        lambda alpha, beta, a, b: torch.where((alpha > 0) & (beta < 0), alpha, -torch.inf))),
    "others only": ("That pair has the most negative β. The value of a pair is −αβ.", _by_score(
        lambda alpha, beta, a, b: torch.where((alpha > 0) & (beta < 0), -beta, -torch.inf))),
    "greedy": ("The best single feature was taken first, then a partner for it. The best pair may not hold that "
               "feature at all.", _greedy),
    "best singles": ("Only the features that are best by themselves were looked at. The best pair may have a feature "
                     "whose own signs are wrong.", _best_singles),
    "first": ("That is the first admissible pair. Take the one with the largest −αβ.", _first),
    "front only": ("Only points that nothing dominates were kept. The partner of the best point may be dominated by "
                   "that point itself: keep those with at most one dominator.", _front_only),
}
