import logging

import torch


def thresholds(alpha, beta):
    accept = torch.log(torch.tensor(beta, dtype=torch.float64) / (1.0 - alpha))
    reject = -torch.log(torch.tensor(alpha, dtype=torch.float64) / (1.0 - beta))
    logging.getLogger().warning("thresholds")
    print("accept H0 at", accept, "reject at", reject)
    return accept, reject
