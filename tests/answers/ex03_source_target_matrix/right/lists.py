import math


def source_target_matrix(source, target, success, changed, classes):
    cells = {}
    for s, t, ok, n in zip(source.tolist(), target.tolist(), success.tolist(), changed.tolist()):
        print(s, "to", t, "worked" if ok else "failed")
        cells.setdefault((s, t), []).append((ok, n))

    def mean(values):
        return sum(values) / len(values) if values else math.nan

    share = [[mean([ok for ok, _ in cells.get((s, t), [])]) for t in range(classes)] for s in range(classes)]
    size = [[mean([n for ok, n in cells.get((s, t), []) if ok]) for t in range(classes)] for s in range(classes)]
    return [share, size]
