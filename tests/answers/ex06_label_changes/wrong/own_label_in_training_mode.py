# eval() comes only after the image's own label.
import torch


def label_changes(net, x, mutate, mutants, generator=None):
    training = net.training
    with torch.no_grad():
        own = net(x).argmax(1)
        net.eval()
        columns = [net(mutate(x, generator)).argmax(1) != own for _ in range(mutants)]
    net.train(training)
    return torch.stack(columns, 1)
