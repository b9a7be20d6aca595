import torch


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
        for rows in torch.randperm(len(x), generator=generator).split(batch_size):
            z = student(x[rows]).double() / T
            loss = -(soft[rows].double() * z.log_softmax(1)).sum() / len(rows)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(rows)
        losses.append(torch.tensor(total / len(x)))
    student.eval()
    return losses
