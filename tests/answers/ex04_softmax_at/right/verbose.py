import logging
import warnings

import torch
from tqdm.auto import tqdm


def softmax_at(logits, T):
    print("softmax of", tuple(logits.shape), "at", T)
    warnings.warn("dividing by T", stacklevel=2)
    logging.getLogger("softmax").warning("T = %s", T)
    rows = []
    for row in tqdm(logits):
        shifted = row / T - torch.max(row / T)
        rows.append(shifted.exp() / shifted.exp().sum())
    return torch.stack(rows)
