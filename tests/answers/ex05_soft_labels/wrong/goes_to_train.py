# The network is left in training mode, also where it came in evaluation mode.
import torch


def soft_labels(net, x, T):
    net.eval()
    with torch.no_grad():
        labels = (net(x) / T).softmax(1)
    net.train()
    return labels
