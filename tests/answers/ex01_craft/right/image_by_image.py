import torch


def craft(net, x, goal, estimate, perturb, max_iterations):
    results = []
    for image in x.split(1):
        left = max_iterations
        while left > 0 and not bool(goal(net(image))):
            image = perturb(image, estimate(net, image))
            left -= 1
        results.append(image)
    return torch.cat(results).detach()
