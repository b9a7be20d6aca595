# Compared with what most mutants say, not with the image's own label.
import torch


def label_changes(net, x, mutate, mutants, generator=None):
    training = net.training
    net.eval()
    with torch.no_grad():
        answers = torch.stack([net(mutate(x, generator)).argmax(1) for _ in range(mutants)], 1)
    net.train(training)
    return answers != answers.mode(1, keepdim=True).values
