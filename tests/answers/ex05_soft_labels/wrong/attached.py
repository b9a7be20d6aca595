# The labels drag the graph along.


def soft_labels(net, x, T):
    training = net.training
    labels = (net.eval()(x) / T).softmax(1)
    net.train(training)
    return labels
