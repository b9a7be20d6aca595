# Stops for all as soon as one image is fooled.


def craft(net, x, goal, estimate, perturb, max_iterations):
    x_adv = x.clone()
    for _ in range(max_iterations):
        finished = goal(net(x_adv).detach())
        if finished.any():
            break
        x_adv = perturb(x_adv, estimate(net, x_adv))
    return x_adv
