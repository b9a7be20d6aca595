# The images are not in the drawn order, the labels are.
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
    soft = soft_labels(teacher, x, T)
    optimizer = torch.optim.Adam(student.parameters(), lr=lr)
    losses = []
    student.train()
    for _ in range(epochs):
        total = 0.0
        for i, rows in enumerate(torch.randperm(len(x), generator=generator).split(batch_size)):
            loss = F.cross_entropy(student(x[i * batch_size:(i + 1) * batch_size]) / T, soft[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(rows)
        losses.append(total / len(x))
    student.eval()
    return losses
