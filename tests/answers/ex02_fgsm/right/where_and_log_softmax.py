import torch


def fgsm(net, x, y, eps):
    with torch.enable_grad():
        images = x.detach().clone()
        images.requires_grad = True
        log_probability = torch.log_softmax(net(images), dim=1)
        loss = -log_probability[torch.arange(len(y)), y].mean()
        gradient = torch.autograd.grad(loss, images)[0]
    step = torch.where(gradient > 0, eps, torch.where(gradient < 0, -eps, 0.0))
    return torch.maximum(torch.minimum(x + step, torch.ones_like(x)), torch.zeros_like(x))
