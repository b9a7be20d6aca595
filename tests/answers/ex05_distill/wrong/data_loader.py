# A DataLoader draws the order.
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
    images_and_labels = torch.utils.data.TensorDataset(x, soft)
    loader = torch.utils.data.DataLoader(images_and_labels, batch_size, shuffle=True, generator=generator)
    losses = []
    student.train()
    for _ in range(epochs):
        total = 0.0
        for images, labels in loader:
            loss = F.cross_entropy(student(images) / T, labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(images)
        losses.append(total / len(x))
    student.eval()
    return losses
