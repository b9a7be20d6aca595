def precision(true_positives, false_positives, prevalence):
    people = 1_000_000
    adversarial = people * prevalence
    normal = people - adversarial
    hits, alarms = adversarial * true_positives, normal * false_positives
    return hits / (hits + alarms)
