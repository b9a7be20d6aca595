# The first image decides for all.


def craft(net, x, goal, estimate, perturb, max_iterations):
    x_adv = x.clone()
    for _ in range(max_iterations):
        if goal(net(x_adv).detach())[0]:
            break
        x_adv = perturb(x_adv, estimate(net, x_adv))
    return x_adv
