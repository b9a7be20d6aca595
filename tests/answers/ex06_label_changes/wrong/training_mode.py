# The network answers in the mode it came in.
import torch


def label_changes(net, x, mutate, mutants, generator=None):
    with torch.no_grad():
        own = net(x).argmax(1)
        return torch.stack([net(mutate(x, generator)).argmax(1) != own for _ in range(mutants)], 1)
