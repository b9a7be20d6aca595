# The network is left in evaluation mode.
import torch


def label_changes(net, x, mutate, mutants, generator=None):
    net.eval()
    with torch.no_grad():
        own = net(x).argmax(1)
        columns = [net(mutate(x, generator)).argmax(1) != own for _ in range(mutants)]
    return torch.stack(columns, 1)
