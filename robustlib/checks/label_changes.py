"""For the checks of chapter 06: which mutants change the label. Any order of drawing is right, so chance is judged by
its shares: an image at a known distance from a boundary has a known κ."""

import torch

from robustlib.checks.judging import as_tensor, describe, first, untouched
from robustlib.checks.references import Ref
from robustlib.checks.specification import Case, Problem
from robustlib.checks.temperature import seeded

STEPS, REACH = 5, 0.09  # classes of brightness, and how far a mutant may be from its image
PLACES = (0.25, 0.5, 0.1, 0.25, 0.75, 0.9, 0.5, 0.1)  # where in its class an image lies: 0 and 1 are the edges
LIMIT = 5.5  # standard deviations: by chance alone once in 25 million times


def changes_cases(seed):
    def case(number, what, mutants, places=PLACES, shape=(1, 6, 6), offset=None, generator=True, again=()):
        mutate = Ref("random_light", 0, (("reach", REACH),)) if offset is None else \
            Ref("same_light", 0, (("offset", offset),))
        return Case(what, {"net": Ref("brightness_network", 0, (("shape", shape), ("classes", STEPS))),
                           "x": _images(seed + 10 * number, places, shape), "mutate": mutate, "mutants": mutants,
                           "generator": Ref("generator", seed + 10 * number + 7) if generator else None}, again)

    other = {"generator": Ref("generator", seed + 99)}
    dropout = Ref("dropout_network", seed + 3, (("training", True),))
    x = torch.rand((40, 1, 6, 6), generator=seeded(seed, 3))
    return [
        case(0, "6 images, 4 mutants each, and a mutate without chance", 4,
             (0.1, 0.45, 0.7, 0.9, 0.3, 0.6), offset=0.1),
        case(1, "5 colour images, 4 pixels high and 7 wide, 5 mutants each, and a mutate without chance", 5,
             (0.9, 0.2, 0.4, 0.8, 0.3), (3, 4, 7), offset=0.07),
        case(2, "a single image and a single mutant", 1, (0.7,), offset=0.12),
        Case("a network with dropout in training mode, 40 images and mutants that are the images themselves",
             {"net": dropout, "x": x, "mutate": Ref("same_light", 0, (("offset", 0.0),)), "mutants": 8,
              "generator": None}),
        case(4, "8 images, 500 mutants each, and a generator", 500, again=({}, other)),
        case(5, "4 images, 300 mutants each, and no generator", 300, PLACES[:4], generator=False, again=({},)),
    ]


def _images(seed, places, shape):
    """Images of classes 1, 2 and 3 by turns, each at its place between the edges, with a pattern of its own."""
    pattern = 0.1 * torch.rand((len(places), *shape), generator=torch.Generator().manual_seed(seed))
    pattern -= pattern.mean((1, 2, 3), keepdim=True)
    classes = torch.arange(len(places)) // 2 % 3 + 1
    classes[:4:3] = 2  # the first and the fourth image have the same κ, on the same side
    return pattern + ((classes + torch.tensor(places)) / STEPS).view(-1, 1, 1, 1)


def changes_judge(case, seen):
    x, mutate, mutants = (case.arguments[name] for name in ("x", "mutate", "mutants"))
    values = seen.value.data if case.again else [seen.value]
    shapes = [lambda value=value: _shape(value, len(x), mutants) for value in values]
    if mutate.name == "same_light":
        more = [lambda: _certain(as_tensor(values[0]).bool(), case)]
    else:
        more = [lambda: _chance(as_tensor(values[0]).bool(), x), lambda: _source(case, seen),
                lambda: _calls([as_tensor(value).bool() for value in values])]
    return first(*shapes, *more, lambda: _mode(seen), untouched(seen))


def _shape(value, count, mutants):
    what, expected = "a True or False for each image and each of its mutants", (count, mutants)
    got = as_tensor(value)
    if got is None or got.shape != expected:
        shape = None if got is None else tuple(got.shape)
        likely = {None: "Does the function end with `return`?" if value.kind == "none" else "",
                  (mutants, count): "Images and mutants have changed places. Rows are images: torch.stack(columns, 1).",
                  (count,): "One number for each image: return the changes themselves, before any mean or sum.",
                  (mutants,): "One number for each mutant: return the changes themselves, before any mean or sum.",
                  (): "One number: return the changes themselves, before any mean or sum.",
                  (count * mutants,): "Give each image its own row: .view(len(x), mutants), if its mutants stand "
                                      "together."}.get(shape, "")
        return Problem(what, f"shape {expected}", describe(value) if got is None else f"shape {shape}", likely)
    if not ((got == 0) | (got == 1)).all():
        return Problem(what, "True or False (or 1 and 0)", "other values",
                       "Return whether the labels differ, label != own, not the labels.")
    if got.dtype != torch.bool:
        return Problem(what, "bool", value.dtype or "numbers",
                       "`!=` gives True and False: leave it so, without .float(), .int() or the like.")
    return None


def _certain(got, case):
    """Every mutant of an image is the same, so its row is known."""
    net, x, mutate = (case.arguments[name] for name in ("net", "x", "mutate"))
    net, right = net.build().eval(), None
    with torch.no_grad():
        own, new = net(x).argmax(1), net(mutate.build()(x)).argmax(1)
        again = net(mutate.build()(mutate.build()(x))).argmax(1)
    right = (new != own)[:, None].expand_as(got)
    if torch.equal(got, right):
        return None
    likely = ("Compare each mutant's label with the network's own label of the same image, net(x).argmax(1): not with "
              "the true class, another image or the mutant before.")
    if got.numel() > 1 and torch.equal(got, ~right):
        likely = "True and False are turned round: True where the label is *another* one."
    elif (new == own).all():
        likely = ("The mutants are the images themselves, so no label may change. In training mode dropout changes "
                  "them: net.eval() first, before the label of x too.")
    elif torch.equal(got[:, 0], right[:, 0]) and (got[:, 1:] == (again != own)[:, None])[:, :1].all():
        likely = "From the second mutant on, a mutant was mutated again. Begin at x each time."
    elif torch.equal(got[:, 0], right[:, 0]) and not got[:, 1:].any():
        likely = "Only the first mutant is compared with the image; the others with the mutant before, or not at all."
    elif not got.any():
        likely = "No change at all. Is it the mutants' labels that you compare, and with the labels of x itself?"
    wrong = int((got != right).sum())
    return Problem("whether each mutant's label is another than that of its image", f"{int(right.sum())} changes",
                   f"{int(got.sum())} changes; {wrong} of {got.numel()} entries are wrong", likely)


def _kappa(x):
    """The exact share of mutants in another class: their brightness is uniform in ± REACH about the image's."""
    brightness = x.double().mean((1, 2, 3))
    low = (brightness * STEPS).floor() / STEPS
    inside = torch.minimum(brightness + REACH, low + 1 / STEPS) - torch.maximum(brightness - REACH, low)
    return (1 - inside / (2 * REACH)).clamp(0, 1)


def _chance(got, x):
    kappa, mutants = _kappa(x), got.shape[1]
    shares = got.double().mean(1)
    deviation = (kappa * (1 - kappa) / mutants).sqrt()
    off = (shares - kappa).abs() > LIMIT * deviation + 1e-9
    drift = (shares - kappa).sum().abs() > LIMIT * deviation.square().sum().sqrt() + 1e-9
    unsure = (kappa > 0.1) & (kappa < 0.9)
    constant = (got == got[:, :1]).all(1)[unsure].all()
    twins = torch.equal(got[0], got[3])
    what = "the share of label changes among many mutants, where the true κ is known"
    if constant:
        return Problem(what, f"about {kappa[0]:.0%} for the first image", f"{shares[0]:.0%}: all of its mutants agree",
                       "All mutants of an image are the same. Call mutate anew for each, with the generator as it "
                       "came: no seed inside the loop.")
    if off.any() or drift:
        worst = ((shares - kappa).abs() / (deviation + 1e-3)).argmax()
        likely = "Make each mutant from x itself, and compare its label with that of the same image."
        if not ((shares - (1 - kappa)).abs() > LIMIT * deviation + 1e-9).any():
            likely = "True and False are turned round: True where the label is *another* one."
        elif (shares[kappa < 0.01] > 0.3).any():
            likely = ("Changes grow with every mutant: a mutant was mutated again, or x was changed in place. Begin at "
                      "x each time.")
        elif shares[kappa < 0.01].max() == 0:
            likely += " Not with the label of the mutant before: that counts going back as a change, too."
        return Problem(what, f"about {kappa[worst]:.0%} for image {int(worst)}", f"{shares[worst]:.0%}", likely)
    if twins:
        return Problem("each image has mutants of its own", "independent changes",
                       "two images with the same κ change at exactly the same mutants",
                       "All images got the same random changes. Draw anew for each: pass the batch to mutate, or do "
                       "not seed the generator again.")
    return None


def _source(case, seen):
    given = case.arguments["generator"] is not None
    if given and "generator" not in seen.drawn_from:
        return Problem("the mutants are drawn from the generator that was passed", "the generator moves on",
                       "it is where it was before", "Hand it on as it came: mutate(x, generator).")
    if not given and not seen.generator_used:
        return Problem("without a generator, mutants come from torch's default one", "torch's generator moves on",
                       "it is where it was before", "generator=None is fine for mutate: hand on just what came.")
    return None


def _calls(got):
    """With a generator: the same seed twice, then another. Without: two calls."""
    seeded_too = len(got) == 3
    if seeded_too and not torch.equal(got[0], got[1]):
        return Problem("two generators with the same seed give the same changes", "the same twice", "two results",
                       "Draw from the generator alone: mutate(x, generator), in every call.")
    if torch.equal(got[0], got[-1]):
        which = "another seed of the generator gives" if seeded_too else "a second call without a generator gives"
        return Problem(f"{which} other mutants", "two results", "the same twice",
                       "A seed was set inside the function. Leave seeds to the caller.")
    return None


def _mode(seen):
    if not seen.mode_changed:
        return None
    return Problem("the network leaves in the mode it came in", "the same mode afterwards", "another mode",
                   "Note the mode first, training = net.training, and end with net.train(training).", "hint 2")
