# Ignores estimate and takes the gradient of the network's first logit.
import torch


def craft(net, x, goal, estimate, perturb, max_iterations):
    x_adv = x.clone()
    for _ in range(max_iterations):
        finished = goal(net(x_adv).detach())
        if finished.all():
            break
        leaf = x_adv.clone().requires_grad_()
        sensitivity = torch.autograd.grad(net(leaf)[:, 0].sum(), leaf)[0]
        x_adv = torch.where(finished.view(-1, 1, 1, 1), x_adv, perturb(x_adv, sensitivity))
    return x_adv
