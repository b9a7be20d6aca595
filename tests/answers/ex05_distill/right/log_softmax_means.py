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
        seen = []
        for rows in torch.randperm(len(x), generator=generator).split(batch_size):
            loss = -(soft[rows] * torch.log_softmax(student(x[rows]) / T, 1)).sum(1).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            seen.append(loss.item())
        losses.append(sum(seen) / len(seen))
    student.eval()
    return losses
