import torch


def label_changes(net, x, mutate, mutants, generator=None):
    modes = [(module, module.training) for module in net.modules()]
    net.eval()
    table = torch.zeros(len(x), mutants, dtype=torch.bool)
    own = torch.argmax(net(x.clone()), -1)
    for j in range(mutants):
        table[:, j] = torch.argmax(net(mutate(x, generator)), -1).ne(own)
    for module, mode in modes:
        module.training = mode
    return table
