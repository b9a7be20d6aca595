import torch


def label_changes(net, x, mutate, mutants, generator=None):
    mode = net.training
    net.train(False)
    try:
        with torch.inference_mode():
            own = net(x).argmax(dim=1)
            many = mutate(x.repeat_interleave(mutants, dim=0), generator=generator)
            answers = torch.cat([net(part).argmax(dim=1) for part in many.split(512)])
    finally:
        net.train(mode)
    return answers.view(len(x), mutants) != own[:, None]
