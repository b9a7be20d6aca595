# The notebook's EPOCHS instead of the argument.
import torch
from torch.nn import functional as F


def soft_labels(net, x, T):
    training = net.training
    net.eval()
    with torch.no_grad():
        labels = (net(x) / T).softmax(1)
    net.train(training)
    return labels


EPOCHS = 20


def distill(teacher, student, x, T, epochs, lr, batch_size, generator):
    soft = soft_labels(teacher, x, T)
    optimizer = torch.optim.Adam(student.parameters(), lr=lr)
    losses = []
    student.train()
    for _ in range(EPOCHS):
        total = 0.0
        for rows in torch.randperm(len(x), generator=generator).split(batch_size):
            loss = F.cross_entropy(student(x[rows]) / T, soft[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(rows)
        losses.append(total / len(x))
    student.eval()
    return losses
