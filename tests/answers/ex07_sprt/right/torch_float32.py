import torch


def sprt(changes, p0, p1, alpha, beta):
    bits = torch.tensor(changes, dtype=torch.float32)
    n = torch.arange(1, len(bits) + 1)
    c = bits.cumsum(0)
    p = torch.tensor([p0, p1])
    walk = c * (p[1] / p[0]).log() + (n - c) * ((1 - p[1]) / (1 - p[0])).log()
    for verdict, place in zip(walk, n):
        if verdict >= torch.log(torch.tensor((1 - beta) / alpha)):
            return "adversarial", place
        if verdict <= torch.log(torch.tensor(beta / (1 - alpha))):
            return "normal", place
    return "undecided", torch.tensor(len(bits))
