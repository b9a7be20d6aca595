import torch


def label_changes(net, x, mutate, mutants, generator=None):
    was = net.training
    net.eval()
    rows = []
    for n in range(len(x)):
        image = x[n:n + 1]
        label = net(image).argmax().item()
        answers = net(mutate(image.expand(mutants, -1, -1, -1), generator)).argmax(1)
        rows.append(answers != label)
    net.train(was)
    return torch.stack(rows)
