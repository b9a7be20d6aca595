# Only the last part of the images is returned.
import torch


def soft_labels(net, x, T):
    training = net.training
    net.eval()
    with torch.no_grad():
        for part in x.split(256):
            labels = torch.softmax(net(part) / T, 1)
    net.train(training)
    return labels
