# A list of parts.
import torch


def soft_labels(net, x, T):
    training = net.training
    net.eval()
    with torch.no_grad():
        labels = [torch.softmax(net(part) / T, 1) for part in x.split(256)]
    net.train(training)
    return labels
