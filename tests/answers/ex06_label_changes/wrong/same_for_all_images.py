# All images get the same random change.
import torch


def label_changes(net, x, mutate, mutants, generator=None):
    training = net.training
    net.eval()
    columns = []
    with torch.no_grad():
        own = net(x).argmax(1)
        for _ in range(mutants):
            change = mutate(x[:1], generator) - x[:1]
            columns.append(net(x + change).argmax(1) != own)
    net.train(training)
    return torch.stack(columns, 1)
