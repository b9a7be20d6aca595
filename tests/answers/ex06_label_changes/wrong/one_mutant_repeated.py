# One mutant of each image, and its answer repeated.
import torch


def label_changes(net, x, mutate, mutants, generator=None):
    training = net.training
    net.eval()
    with torch.no_grad():
        own = net(x).argmax(1)
        once = net(mutate(x, generator)).argmax(1) != own
        columns = [once] * mutants
    net.train(training)
    return torch.stack(columns, 1)
