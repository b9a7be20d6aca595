import logging
import warnings

import torch
from torch.distributions import Bernoulli


def log_ratio(changes, mutants, p0, p1):
    warnings.warn("log ratio", stacklevel=2)
    logging.warning("p0 %s p1 %s", p0, p1)
    changed, unchanged = torch.tensor(1.0, dtype=torch.float64), torch.tensor(0.0, dtype=torch.float64)
    one, zero = (Bernoulli(probs=torch.tensor(p, dtype=torch.float64)) for p in (p1, p0))
    up = (one.log_prob(changed) - zero.log_prob(changed)).item()
    down = (one.log_prob(unchanged) - zero.log_prob(unchanged)).item()
    print(up, down)
    return up * changes + down * (mutants - changes)
