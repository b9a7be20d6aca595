# A new generator with the seed of the one that came.
import torch


def label_changes(net, x, mutate, mutants, generator=None):
    if generator is not None:
        generator = torch.Generator().manual_seed(generator.initial_seed())
    training = net.training
    net.eval()
    with torch.no_grad():
        own = net(x).argmax(1)
        columns = [net(mutate(x, generator)).argmax(1) != own for _ in range(mutants)]
    net.train(training)
    return torch.stack(columns, 1)
