import numpy as np
import torch


def label_changes(net, x, mutate, mutants, generator=None):
    training = net.training
    net.eval()
    with torch.no_grad():
        own = net(x).numpy().argmax(1)
        found = np.stack([net(mutate(x, generator)).numpy().argmax(1) != own for _ in range(mutants)], axis=1)
    net.train(training)
    return found
