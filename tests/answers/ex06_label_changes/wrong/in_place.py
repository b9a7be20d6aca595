# x itself is mutated.
import torch


def label_changes(net, x, mutate, mutants, generator=None):
    training = net.training
    net.eval()
    columns = []
    with torch.no_grad():
        own = net(x).argmax(1)
        for _ in range(mutants):
            x.copy_(mutate(x, generator))
            columns.append(net(x).argmax(1) != own)
    net.train(training)
    return torch.stack(columns, 1)
