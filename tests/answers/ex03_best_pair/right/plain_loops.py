import torch


def best_pair(a, b, free):
    pairs, found = [], []
    for row_a, row_b, row_free in zip(a.tolist(), b.tolist(), free.tolist()):
        best, pair = 0.0, (0, 0)
        for p in range(len(row_a)):
            for q in range(p + 1, len(row_a)):
                alpha, beta = row_a[p] + row_a[q], row_b[p] + row_b[q]
                if row_free[p] and row_free[q] and alpha > 0 and beta < 0 and -alpha * beta > best:
                    best, pair = -alpha * beta, (p, q)
        print("best:", best)
        pairs.append(pair)
        found.append(best > 0)
    return torch.tensor(pairs), torch.tensor(found)
