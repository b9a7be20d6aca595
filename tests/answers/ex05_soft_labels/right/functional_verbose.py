import warnings

from torch.nn import functional as F


def soft_labels(net, x, T):
    warnings.warn("labelling", stacklevel=2)
    mode = net.training
    net = net.eval()
    logits = net(x.clone())
    answer = F.softmax(input=logits / float(T), dim=1).detach()
    net.train(mode=mode)
    return answer
