# x_adv = x is the same tensor: the caller's images change.
def craft(net, x, goal, estimate, perturb, max_iterations):
    x_adv = x
    for _ in range(max_iterations):
        going = ~goal(net(x_adv).detach())
        if not going.any():
            break
        x_adv[going] = perturb(x_adv[going], estimate(net, x_adv[going]))
    return x_adv
