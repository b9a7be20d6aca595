# Multiplies the sensitivity by a mask of the images' shape.


def craft(net, x, goal, estimate, perturb, max_iterations):
    x_adv = x.clone()
    for _ in range(max_iterations):
        going = ~goal(net(x_adv).detach())
        if not going.any():
            break
        x_adv = perturb(x_adv, estimate(net, x_adv) * going.float().view(-1, 1, 1, 1))
    return x_adv
