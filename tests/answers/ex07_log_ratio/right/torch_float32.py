import torch


def log_ratio(changes, mutants, p0, p1):
    c, n = torch.as_tensor(changes), torch.as_tensor(mutants)
    p = torch.tensor([p0, p1])
    up = p.log().diff()
    down = (1 - p).log().diff()
    result = c * up + (n - c) * down
    return result.reshape(c.shape)
