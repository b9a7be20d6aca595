import copy
import sys

import torch


def label_changes(net, x, mutate, mutants, generator=None):
    quiet = copy.deepcopy(net).eval()  # the caller's network keeps its mode
    print("mutating", file=sys.stderr)
    with torch.no_grad():
        blocks = x.repeat(mutants, 1, 1, 1)  # all images, again and again
        answers = quiet(mutate(blocks, generator)).max(1).indices.view(mutants, len(x))
        own = quiet(x).max(1).indices
    return (answers != own).T
