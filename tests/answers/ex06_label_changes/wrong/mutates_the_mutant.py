# Each mutant is made from the mutant before.
import torch


def label_changes(net, x, mutate, mutants, generator=None):
    training = net.training
    net.eval()
    columns = []
    with torch.no_grad():
        own = net(x).argmax(1)
        mutant = x
        for _ in range(mutants):
            mutant = mutate(mutant, generator)
            columns.append(net(mutant).argmax(1) != own)
    net.train(training)
    return torch.stack(columns, 1)
