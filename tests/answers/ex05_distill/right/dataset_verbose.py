import logging

import torch
from torch.nn import functional as F


def soft_labels(net, x, T):
    training = net.training
    net.eval()
    with torch.no_grad():
        labels = (net(x) / T).softmax(1)
    net.train(training)
    return labels


def distill(teacher, student, x, T, epochs, lr, batch_size, generator):
    logging.basicConfig(level=logging.INFO)
    labels = soft_labels(teacher, x, T)
    optim = torch.optim.Adam([{"params": student.parameters(), "lr": lr}])
    history = {}
    student = student.train()
    for epoch in range(epochs):
        batches = torch.split(torch.randperm(len(x), generator=generator), batch_size)
        losses = []
        for batch in batches:
            optim.zero_grad(set_to_none=False)
            each = F.cross_entropy(student(x[batch]) / T, labels[batch], reduction="none")
            each.mean().backward()
            optim.step()
            losses.extend(each.tolist())
        history[epoch] = sum(losses) / len(losses)
        logging.info("epoch %d: %.3f", epoch, history[epoch])
    student.eval()
    return tuple(history.values())
