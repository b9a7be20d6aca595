def distances(x, x_adv):
    l0, l2, linf = [], [], []
    for a, b in zip(x, x_adv):
        changes = [abs(p - q) for p, q in zip(a.flatten().tolist(), b.flatten().tolist())]
        l0.append(sum(c > 0 for c in changes))
        l2.append(sum(c * c for c in changes) ** 0.5)
        linf.append(max(changes))
    return l0, l2, linf
