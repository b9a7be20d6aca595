# Nothing is returned.
import torch


def soft_labels(net, x, T):
    training = net.training
    with torch.no_grad():
        (net.eval()(x) / T).softmax(1)
    net.train(training)
