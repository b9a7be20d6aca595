# The gradient of the class's probability, without the logarithm.
import torch


def input_gradient(net, x, y):
    leaf = x.clone().requires_grad_()
    return torch.autograd.grad(-net(leaf).softmax(1).gather(1, y[:, None]).sum(), leaf)[0]
