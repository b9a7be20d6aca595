

def craft(net, x, goal, estimate, perturb, max_iterations):
    if max_iterations == 0:
        return x.clone()
    done = goal(net(x)).detach()
    if bool(done.all()):
        return x.clone()
    new = perturb(x, estimate(net, x)).detach()
    keep = done.float().reshape(-1, 1, 1, 1)
    return craft(net, keep * x + (1 - keep) * new, goal, estimate, perturb, max_iterations - 1)
