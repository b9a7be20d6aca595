import contextlib

import torch


@contextlib.contextmanager
def asleep(net):
    was = net.training
    net.eval()
    try:
        with torch.no_grad():
            yield net
    finally:
        net.train(was)


def soft_labels(net, x, T):
    with asleep(net) as judge:
        out = [judge(chunk) for chunk in torch.chunk(x, max(1, len(x) // 100))]
    return torch.nn.functional.softmax(torch.vstack(out) / T, dim=-1)
