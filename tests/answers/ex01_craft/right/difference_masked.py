import torch


def craft(net, x, goal, estimate, perturb, max_iterations):
    delta = torch.zeros_like(x)
    finished = torch.zeros(len(x), dtype=torch.bool)
    for _ in range(max_iterations):
        finished |= goal(net(x + delta).detach())
        if finished.all():
            break
        step = perturb(x + delta, estimate(net, x + delta)) - (x + delta)
        step[finished] = 0
        delta = delta + step
    return (x + delta).numpy()
