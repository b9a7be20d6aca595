# The labels instead of whether they differ.
import torch


def label_changes(net, x, mutate, mutants, generator=None):
    training = net.training
    net.eval()
    with torch.no_grad():
        columns = [net(mutate(x, generator)).argmax(1) for _ in range(mutants)]
    net.train(training)
    return torch.stack(columns, 1)
