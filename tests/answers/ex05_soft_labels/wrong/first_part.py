# Only the first 256 images.
import torch


def soft_labels(net, x, T):
    training = net.training
    net.eval()
    with torch.no_grad():
        labels = torch.softmax(net(x[:256]) / T, 1)
    net.train(training)
    return labels
