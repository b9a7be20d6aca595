# One mutant less, and the image itself in its place.
import torch


def label_changes(net, x, mutate, mutants, generator=None):
    training = net.training
    net.eval()
    with torch.no_grad():
        own = net(x).argmax(1)
        columns = [net(mutate(x, generator)).argmax(1) != own for _ in range(mutants - 1)]
        columns.append(torch.zeros_like(own).bool())
    net.train(training)
    return torch.stack(columns, 1)
