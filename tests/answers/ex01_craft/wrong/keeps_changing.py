# Fooled images are perturbed until all are fooled.
def craft(net, x, goal, estimate, perturb, max_iterations):
    x_adv = x.clone()
    for _ in range(max_iterations):
        if goal(net(x_adv)).all():
            break
        x_adv = perturb(x_adv, estimate(net, x_adv))
    return x_adv
