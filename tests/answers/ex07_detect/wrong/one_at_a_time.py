# ignores block: one mutant of each image a round
import math

import torch


def detect(net, x, mutate, p0, p1, alpha, beta, block, max_mutants):
    answers = [int(k) for k in net(x).argmax(dim=1)]
    state = {i: [0.0, 0] for i in range(len(x))}
    verdict = ["undecided"] * len(x)
    for _ in range(max_mutants):
        left = [i for i in range(len(x)) if verdict[i] == "undecided"]
        if not left:
            break
        labels = net(mutate(torch.stack([x[i] for i in left]))).argmax(dim=1)
        for i, label in zip(left, labels):
            changed = int(label) != answers[i]
            state[i][0] += math.log(p1 / p0) if changed else math.log((1 - p1) / (1 - p0))
            state[i][1] += 1
            if state[i][0] >= math.log((1 - beta) / alpha):
                verdict[i] = "adversarial"
            elif state[i][0] <= math.log(beta / (1 - alpha)):
                verdict[i] = "normal"
    return [[v, state[i][1]] for i, v in enumerate(verdict)]
