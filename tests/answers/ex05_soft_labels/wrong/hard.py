# The class with the largest probability, one-hot.
import torch


def soft_labels(net, x, T):
    training = net.training
    net.eval()
    with torch.no_grad():
        z = net(x)
    net.train(training)
    return torch.nn.functional.one_hot(z.argmax(1), z.shape[1]).float()
