# The generator goes back to the same state for each image.
import torch


def label_changes(net, x, mutate, mutants, generator=None):
    training = net.training
    net.eval()
    rows = []
    source = generator if generator is not None else torch.default_generator
    state = source.get_state()
    with torch.no_grad():
        for image in x.split(1):
            source.set_state(state)
            label = net(image).argmax(1)
            rows.append(net(mutate(image.expand(mutants, -1, -1, -1), generator)).argmax(1) != label)
    net.train(training)
    return torch.stack(rows)
