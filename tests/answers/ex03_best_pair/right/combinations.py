import torch


def best_pair(a, b, free):
    p, q = torch.combinations(torch.arange(a.shape[1])).T
    alpha, beta = a[:, p] + a[:, q], b[:, p] + b[:, q]
    score = -alpha * beta
    score[~((alpha > 0) & (beta < 0) & free[:, p] & free[:, q])] = float("-inf")
    value, place = score.max(1)
    return torch.stack((p[place], q[place]), 1), value > 0
