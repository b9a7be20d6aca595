import torch


def best_pair(a, b, free):
    pairs, found = torch.zeros(len(a), 2, dtype=torch.int64), torch.zeros(len(a), dtype=torch.bool)
    for i in range(len(a)):
        places = free[i].nonzero()[:, 0]
        if len(places) < 2:
            continue
        alpha = a[i, places][:, None] + a[i, places]
        beta = b[i, places][:, None] + b[i, places]
        value = torch.where((alpha > 0) & (beta < 0), -alpha * beta, -1.0).fill_diagonal_(-1)
        best = value.argmax()
        pairs[i] = places[torch.stack(torch.unravel_index(best, value.shape))]
        found[i] = value.flatten()[best] > 0
    return pairs, found
