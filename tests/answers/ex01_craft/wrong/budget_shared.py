# max_iterations is shared by the images of the batch.
def craft(net, x, goal, estimate, perturb, max_iterations):
    x_adv, left = x.clone(), max_iterations
    for i in range(len(x)):
        while left and not goal(net(x_adv[i : i + 1]).detach()).all():
            x_adv[i : i + 1] = perturb(x_adv[i : i + 1], estimate(net, x_adv[i : i + 1]))
            left -= 1
    return x_adv
