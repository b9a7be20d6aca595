# no logarithm
def thresholds(alpha, beta):
    return beta / (1 - alpha), (1 - beta) / alpha
