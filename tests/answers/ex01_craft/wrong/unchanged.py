# Throws the changed images away.
def craft(net, x, goal, estimate, perturb, max_iterations):
    x_adv = x.clone()
    for _ in range(max_iterations):
        if goal(net(x_adv).detach()).all():
            break
        perturb(x_adv, estimate(net, x_adv))
    return x_adv
