def worst_case_margin(w, b, x, y, eps):
    margins = []
    for image, label in zip(x.tolist(), y.tolist()):
        margin = label * b
        for weight, pixel in zip(w.tolist(), image):
            margin += label * weight * pixel - eps * abs(weight)
        margins.append(margin)
    return margins
