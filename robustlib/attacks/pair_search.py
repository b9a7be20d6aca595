"""The search for JSMA's best pair of features, exact, without looking at every pair.

The full search compares all D²/2 pairs. But the value of a pair, (a_p + a_q) · (c_p + c_q) with both sums
positive, grows with each of its four numbers. Say that a feature is dominated by another whose a and c are both
at least as large. If two features dominate p, one of them is not p's partner q: put it in p's place, and the
value of the pair does not fall. So a best pair stands among the features that at most one other dominates, the
2-skyband of the points (a, c). Rounding changes nothing: sums and products of floating-point numbers are
monotone too.
"""

import torch

PAIRS_AT_ONCE = 2**20  # about so many pairs are in memory at a time: some 30 MiB


def best_pair(a, c, free):
    """For each row the pair of free features p < q with a_p + a_q > 0 and c_p + c_q > 0 whose product is largest.

    a, c: (N, D), of one floating-point type; how much a feature helps, seen in two ways. free: bool (N, D).
    For JSMA a = ∂Z_t/∂x and c = −Σ_{j≠t} ∂Z_j/∂x. Features with nan or infinite entries are left out.

    Returns pairs, int64 (N, 2), and found, bool (N,): False where no pair is admissible; the pair then means nothing.
    Of several pairs with the same value it is one of the skyband.
    """
    if a.shape[1] < 2:
        return torch.zeros((len(a), 2), dtype=torch.int64, device=a.device), torch.zeros_like(free[:, :0]).any(1)
    if a.element_size() < 4:
        a, c = a.float(), c.float()  # half-precision products would lose more than speed is worth
    free = free & a.isfinite() & c.isfinite()
    a = a.masked_fill(~free, -torch.inf)
    c = c.masked_fill(~free, -torch.inf)
    columns, a, c = _pack(_worth_keeping(a, c) & free, a, c)
    order, a, c, keep = _skyband(a, c)
    rows, places = keep.nonzero(as_tuple=True)
    columns = columns[rows, order[rows, places]]
    first, second, found = _best_of_all(rows, a[rows, places], c[rows, places], keep.sum(1))
    pairs = torch.zeros((len(a), 2), dtype=torch.int64, device=a.device)
    pairs[found] = torch.stack([columns[first[found]], columns[second[found]]], dim=1).sort(dim=1).values
    return pairs, found


def _worth_keeping(a, c):
    """All but the points that two strong points dominate: two passes over the points, no sorting.

    Any two points would do. Those with the largest min(a, c), both scaled to a maximum of 1, dominate most.
    """
    tiny = torch.finfo(a.dtype).tiny
    strength = torch.minimum(a / a.amax(1, keepdim=True).clamp_min(tiny), c / c.amax(1, keepdim=True).clamp_min(tiny))
    strong = strength.topk(2, dim=1).indices
    (a1, a2), (c1, c2) = (values.gather(1, strong).split(1, dim=1) for values in (a, c))
    keep = ((a > a1) | (c > c1)) | ((a > a2) | (c > c2))
    return keep.scatter(1, strong, True)


def _pack(keep, a, c):
    """The kept points of each row side by side: their columns, a and c, each (N, M), M the most kept in a row.

    Rows with fewer are filled up with points at −∞, which no pair admits.
    """
    rows, columns = keep.nonzero(as_tuple=True)
    counts = keep.sum(1)
    places = torch.arange(len(rows), device=a.device) - (counts.cumsum(0) - counts)[rows]
    shape = (len(keep), int(counts.max()) if len(counts) else 0)
    packed_columns = columns.new_zeros(shape).index_put((rows, places), columns)
    packed_a, packed_c = (values.new_full(shape, -torch.inf).index_put((rows, places), values[rows, columns])
                          for values in (a, c))
    return packed_columns, packed_a, packed_c


def _skyband(a, c):
    """Each row in the order of falling a: the order, a and c in it, and which points to keep, all (N, M).

    A point's dominators have no smaller a, so they come before it (of points with equal a some may stay that
    need not). It can go when the second largest c before it is no smaller than its own.
    """
    a, order = a.sort(dim=1, descending=True, stable=True)
    c = c.gather(1, order)
    before = torch.nn.functional.pad(c, (1, 0), value=-torch.inf)[:, :-1]
    # The second largest so far: at each step the smaller of the newcomer and the largest before it.
    largest_before = torch.nn.functional.pad(before.cummax(1).values, (1, 0), value=-torch.inf)[:, :-1]
    second_before = torch.minimum(before, largest_before).cummax(1).values
    return order, a, c, c > second_before


def _best_of_all(rows, a, c, counts):
    """The full search among the points left, (P,) each, given row by row: counts (N,) says how many a row has.

    Returns the indices of both points of each row's best pair, (N,) each, and whether there is one, bool (N,).
    """
    a, c = (values * _power_of_two(values, rows, len(counts))[rows] for values in (a, c))
    index = torch.arange(len(rows), device=a.device)
    partners = counts.cumsum(0)[rows] - 1 - index  # each point is paired with those after it in its row
    block = partners.cumsum(0) // PAIRS_AT_ONCE
    value = a.new_full((len(counts),), -1.0)
    first, second = torch.zeros((2, len(counts)), dtype=torch.int64, device=a.device)
    for part in index.split(block.bincount().tolist()) if len(index) else ():
        p = part.repeat_interleave(partners[part])
        starts = partners[part].cumsum(0) - partners[part]
        q = p + 1 + torch.arange(len(p), device=a.device) - starts.repeat_interleave(partners[part])
        alpha, gamma, row = a[p] + a[q], c[p] + c[q], rows[p]
        product = torch.where((alpha > 0) & (gamma > 0), alpha * gamma, -1.0)
        best = value.scatter_reduce(0, row, product, "amax")
        winners = ((product == best[row]) & (product > value[row])).nonzero()[:, 0].flip(0)
        won = row[winners]
        first[won], second[won], value = p[winners], q[winners], best
    return first, second, value >= 0


def _power_of_two(values, rows, count):
    """For each of `count` rows a power of two that brings its largest value near 1: products of small derivatives
    would underflow. Such a scale is exact: it changes no comparison."""
    tiny = torch.finfo(values.dtype).tiny
    largest = values.new_full((count,), tiny).scatter_reduce(0, rows, values, "amax")
    return torch.frexp(largest).mantissa / largest
