import torch


def soft_labels(net, x, T):
    training, labels = net.training, None
    net.eval()
    with torch.no_grad():
        for start in range(0, len(x), 64):
            part = (net(x[start:start + 64]) / T).softmax(1)
            if labels is None:
                labels = part.new_zeros(len(x), part.shape[1])
            labels[start:start + 64] = part
    net.train(training)
    return labels
