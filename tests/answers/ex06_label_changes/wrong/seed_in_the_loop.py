# The generator is seeded anew for each mutant.
import torch


def label_changes(net, x, mutate, mutants, generator=None):
    training = net.training
    net.eval()
    columns = []
    with torch.no_grad():
        own = net(x).argmax(1)
        for _ in range(mutants):
            if generator is not None:
                generator.manual_seed(0)
            columns.append(net(mutate(x, generator)).argmax(1) != own)
    net.train(training)
    return torch.stack(columns, 1)
