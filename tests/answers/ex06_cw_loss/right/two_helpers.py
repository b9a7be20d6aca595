import torch


def to_image(w):
    return (w.tanh() + 1) / 2


def best_other(logits, y):
    columns = torch.arange(logits.shape[1]) != y[:, None]
    return logits[columns].view(len(logits), -1).amax(1)


def cw_loss(net, x, w, y, c, confidence, targeted):
    image = to_image(w)
    logits = net(image)
    margin = logits.gather(1, y.view(-1, 1)).flatten() - best_other(logits, y)
    if targeted:
        margin = -margin
    return (image - x).square().sum((1, 2, 3)) + c * margin.clamp_min(-confidence)
