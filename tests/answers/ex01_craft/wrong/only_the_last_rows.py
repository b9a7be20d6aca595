# Returns only the rows that are left.
def craft(net, x, goal, estimate, perturb, max_iterations):
    x_adv = x.clone()
    for _ in range(max_iterations):
        x_adv = x_adv[~goal(net(x_adv).detach())]
        if len(x_adv) == 0:
            break
        x_adv = perturb(x_adv, estimate(net, x_adv))
    return x_adv
