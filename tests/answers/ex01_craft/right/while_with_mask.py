import torch


@torch.no_grad()
def craft(net, x, goal, estimate, perturb, max_iterations):
    x_adv, used = x.clone(), 0
    active = ~goal(net(x_adv))
    while active.any() and used < max_iterations:
        x_adv[active] = perturb(x_adv[active], estimate(net, x_adv[active]))
        active = active & ~goal(net(x_adv))
        used += 1
    return x_adv
