# Rows repeated as a whole, but cut up as if each image's stood together.
import torch


def label_changes(net, x, mutate, mutants, generator=None):
    training = net.training
    net.eval()
    with torch.no_grad():
        own = net(x).argmax(1)
        answers = net(mutate(x.repeat(mutants, 1, 1, 1), generator)).argmax(1).view(len(x), mutants)
    net.train(training)
    return answers != own[:, None]
