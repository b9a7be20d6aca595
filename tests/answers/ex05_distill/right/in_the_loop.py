import torch
from tqdm.auto import tqdm


def soft_labels(net, x, T):
    training = net.training
    net.eval()
    with torch.no_grad():
        labels = (net(x) / T).softmax(1)
    net.train(training)
    return labels


def distill(teacher, student, x, T, epochs, lr, batch_size, generator):
    optimizer = torch.optim.Adam(list(student.parameters()), lr)
    losses = torch.zeros(epochs)
    for epoch in tqdm(range(epochs)):
        student.train()
        order = torch.randperm(x.size(0), generator=generator)
        for start in range(0, len(x), batch_size):
            batch = x[order[start:start + batch_size]]
            student.zero_grad()
            targets = soft_labels(teacher, batch, T)
            logits = student(batch)
            loss = torch.nn.CrossEntropyLoss()(logits.div(T), targets)
            loss.backward()
            optimizer.step()
            losses[epoch] += loss.detach() * len(batch) / len(x)
        print(epoch, losses[epoch])
    student.eval()
    return losses
