import torch


def fast_pair(a, b, free):
    pairs, found = [], []
    for row_a, row_b, row_free in zip(a.tolist(), b.tolist(), free.tolist()):
        order = sorted((p for p in range(len(row_a)) if row_free[p]), key=lambda p: -row_a[p])
        few, first, second = [], float("-inf"), float("-inf")
        for p in order:
            if -row_b[p] > second:
                few.append(p)
                first, second = max(first, -row_b[p]), max(second, min(first, -row_b[p]))
        best, pair = 0.0, [0, 0]
        for n, p in enumerate(few):
            for q in few[n + 1:]:
                alpha, beta = row_a[p] + row_a[q], row_b[p] + row_b[q]
                if alpha > 0 and beta < 0 and -alpha * beta > best:
                    best, pair = -alpha * beta, [p, q]
        print(len(few), "candidates")
        pairs.append(pair)
        found.append(best > 0)
    return torch.tensor(pairs), torch.tensor(found)
