# The network is left in evaluation mode.
import torch


def soft_labels(net, x, T):
    net.eval()
    with torch.no_grad():
        return (net(x) / T).softmax(1)
