import torch


def craft(net, x, goal, estimate, perturb, max_iterations):
    def unfinished(images):
        with torch.no_grad():
            return ~goal(net(images))

    x_adv, used = x.clone(), 0
    active = unfinished(x_adv)
    while active.any() and used < max_iterations:
        x_adv[active] = perturb(x_adv[active], estimate(net, x_adv[active]))
        active = active & unfinished(x_adv)
        used += 1
    return x_adv
