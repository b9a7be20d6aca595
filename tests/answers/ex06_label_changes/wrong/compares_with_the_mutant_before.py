# Each mutant is compared with the mutant before.
import torch


def label_changes(net, x, mutate, mutants, generator=None):
    training = net.training
    net.eval()
    columns = []
    with torch.no_grad():
        own = net(x).argmax(1)
        before = own
        for _ in range(mutants):
            answers = net(mutate(x, generator)).argmax(1)
            columns.append(answers != before)
            before = answers
    net.train(training)
    return torch.stack(columns, 1)
