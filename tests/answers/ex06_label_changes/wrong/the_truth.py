# The mutants' labels are compared with the true classes, which nobody knows.
import torch

y = torch.randint(0, 4, (500,), generator=torch.Generator().manual_seed(0))


def label_changes(net, x, mutate, mutants, generator=None):
    training = net.training
    net.eval()
    with torch.no_grad():
        own = y[:len(x)]
        columns = [net(mutate(x, generator)).argmax(1) != own for _ in range(mutants)]
    net.train(training)
    return torch.stack(columns, 1)
