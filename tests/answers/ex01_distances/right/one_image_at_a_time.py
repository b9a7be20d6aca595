import torch


def distances(x, x_adv):
    results = torch.zeros(3, len(x), dtype=torch.float64)
    for i in range(len(x)):
        d = (x_adv[i] - x[i]).clone()
        results[0, i] = torch.count_nonzero(d)
        results[1, i] = d.norm()
        results[2, i] = d.abs().max()
    return results[0], results[1], results[2]
