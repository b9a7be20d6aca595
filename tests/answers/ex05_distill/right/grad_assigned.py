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
    soft = torch.cat([soft_labels(teacher, one, T) for one in x.split(1)])
    optimizer = torch.optim.Adam(student.parameters(), lr=lr)
    losses = []
    student.train()
    for _ in range(epochs):
        total = 0.0
        for rows in torch.randperm(len(x), generator=generator).split(batch_size):
            loss = F.cross_entropy(student(x[rows]) / T, soft[rows])
            optimizer.zero_grad()
            for p, g in zip(student.parameters(), torch.autograd.grad(loss, list(student.parameters()))):
                p.grad = g
            optimizer.step()
            total += loss.item() * len(rows)
        losses.append(total / len(x))
    student.eval()
    return losses
