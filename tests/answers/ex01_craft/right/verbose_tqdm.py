import logging
import warnings

import torch
from tqdm import tqdm


def craft(net, x, goal, estimate, perturb, max_iterations):
    warnings.warn("attacking", stacklevel=2)
    x_adv = x.clone()
    for iteration in tqdm(range(max_iterations)):
        with torch.no_grad():
            going = torch.logical_not(goal(net(x_adv)))
        logging.warning("%s left in round %s", going.sum().item(), iteration)
        if not going.any():
            print("all fooled")
            break
        x_adv[going] = perturb(x_adv[going], estimate(net, x_adv[going])).to(x.dtype)
    return x_adv
