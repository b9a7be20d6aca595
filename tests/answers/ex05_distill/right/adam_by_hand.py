import numpy as np
import torch


def distill(teacher, student, x, T, epochs, lr, batch_size, generator):
    mode = teacher.training
    teacher.eval()
    soft = torch.softmax(teacher(x) / T, dim=1).detach()
    teacher.train(mode)
    weights = list(student.parameters())
    first = [torch.zeros_like(w) for w in weights]
    second = [torch.zeros_like(w) for w in weights]
    count, losses = 0, []
    student.train()
    for _ in range(epochs):
        found = []
        for rows in torch.randperm(len(x), generator=generator).split(batch_size):
            z = student(x[rows]) / T
            loss = (z.logsumexp(1) - (soft[rows] * z).sum(1)).mean()
            count += 1
            with torch.no_grad():
                for w, g, m, v in zip(weights, torch.autograd.grad(loss, weights), first, second):
                    m.mul_(0.9).add_(0.1 * g)
                    v.mul_(0.999).add_(0.001 * g * g)
                    w -= lr * (m / (1 - 0.9**count)) / ((v / (1 - 0.999**count)).sqrt() + 1e-8)
            found += [float(loss)] * len(rows)
        losses.append(np.mean(found))
    student.eval()
    return np.array(losses)
