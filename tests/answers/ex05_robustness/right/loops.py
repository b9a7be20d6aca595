def robustness(changed, reached, cap):
    total = 0.0
    for shares, hits in zip(changed.tolist(), reached.tolist()):
        won = [share for share, hit in zip(shares, hits) if hit]
        total += min(won) if won else cap
    print("total", total)
    return total / len(changed)
