# Every image takes all the iterations.
def craft(net, x, goal, estimate, perturb, max_iterations):
    x_adv = x.clone()
    for _ in range(max_iterations):
        x_adv = perturb(x_adv, estimate(net, x_adv))
    return x_adv
