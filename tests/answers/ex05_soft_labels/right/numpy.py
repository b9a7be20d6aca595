import numpy as np
from scipy.special import softmax


def soft_labels(net, x, T):
    was_training = net.training
    net.eval()
    z = net(x).detach().cpu().numpy().astype(np.float64) / T
    net.train(was_training)
    return softmax(z, axis=1)
