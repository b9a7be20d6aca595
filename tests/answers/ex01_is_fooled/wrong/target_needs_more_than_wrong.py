# With a target, any wrong answer counts too.
def is_fooled(logits, y, target=None):
    predicted = logits.argmax(1)
    return (predicted != y) | (predicted == target) if target is not None else predicted != y
