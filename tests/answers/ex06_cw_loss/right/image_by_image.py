import torch


def cw_loss(net, x, w, y, c, confidence, targeted):
    losses = []
    for n in range(len(x)):
        image = 0.5 * (torch.tanh(w[n:n + 1]) + 1)
        z = net(image)[0]
        t = int(y[n])
        best = max(z[i] for i in range(len(z)) if i != t)
        gap = best - z[t] if targeted else z[t] - best
        f = torch.maximum(gap, torch.tensor(-float(confidence)))
        losses.append(((image[0] - x[n]) ** 2).sum() + c[n] * f)
    return torch.stack(losses)
