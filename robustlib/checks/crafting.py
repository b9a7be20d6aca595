"""For the check of the framework's loop, craft: its cases, and the loop with its misconceptions."""

from dataclasses import replace

import torch

from robustlib.checks.attack_cases import COLOUR, GREY, attack_case, chosen
from robustlib.checks.judging import Mistake, as_tensor, close, first, untouched
from robustlib.checks.references import Ref, register
from robustlib.checks.specification import Case, Problem

APART = 0.02  # a right image and a wrong one differ by more than this somewhere
CLEAR = 0.01  # logits closer together than this may be ranked either way


@register
def recorded_gradient(generator, wanted=0):
    """class_gradient for a loop that lets it record. Where it may not, its sign is turned round, so that it shows."""
    gradient = Ref("class_gradient", 0, (("wanted", wanted),)).build()
    return lambda net, x: gradient(net, x) if torch.is_grad_enabled() else -gradient(net, x)


def craft_cases(seed):
    def case(number, what, count, iterations, fits, wanted=0, step=0.4, **options):
        return chosen(seed + 10 * number, lambda s: _gradient_case(s, what, count, iterations, wanted, step, **options),
                      lambda found: fits(*_plan(found)))

    def varied(stops, apart):
        """Some images start at the goal, some reach it on the way, some never do."""
        return {0, None} < set(stops) and stops[0] in (1, 2) and apart("kept on", "no goal", "first estimate", "from x",
                                                                               "one less", "one more", "turned", "any")

    return [
        case(0, "9 images, a goal that some reach at once, some later and some never, and 3 iterations", 9, 3, varied,
             wanted=1, step=0.12),
        case(1, "a single image that needs more than one of up to 10 iterations", 1, 10,
             lambda stops, apart: stops[0] in (2, 3, 4) and apart("first estimate", "once", "no goal"), wanted=2,
             step=0.25),
        _means_case(seed + 20),
        case(3, "3 images, a network in training mode whose parameters hold gradients, and up to 60 iterations", 3, 60,
             lambda stops, apart: None not in stops and max(stops) in (1, 2, 3), wanted=3, training=True,
             gradients=True),
        case(4, "0 iterations, which must change nothing", 3, 0, lambda stops, apart: stops.count(None) > 1),
        case(5, "7 colour images, 4 pixels high and 7 wide, and 2 iterations", 7, 2,
             lambda stops, apart: 0 in stops and None in stops and apart("one less", "one more", "kept on", "from x"),
             step=0.12, size=COLOUR),
        case(6, "4 images, an estimate that computes a gradient, and 3 iterations", 4, 3,
             lambda stops, apart: None in stops and apart("not recorded", "nothing", "change"), wanted=2, step=0.15,
             estimate="recorded_gradient"),
    ]


def _gradient_case(seed, what, count, iterations, wanted, step, size=GREY, estimate="class_gradient",
                   **options):
    found = attack_case(what, seed, count, 0, size=size, gain=3.0, **options)
    return Case(what, {
        "net": found.arguments["net"], "x": found.arguments["x"], "goal": Ref("class_goal", 0, (("wanted", wanted),)),
        "estimate": Ref(estimate, 0, (("wanted", wanted),)),
        "perturb": Ref("scaled_step", 0, (("step", step),)), "max_iterations": iterations})


def _means_case(seed):
    found = attack_case("", seed, 3, 0, size=COLOUR)
    return Case("a sensitivity of shape (N, C), a goal that no image reaches, and 12 iterations", {
        "net": found.arguments["net"], "x": found.arguments["x"], "goal": Ref("no_goal"),
        "estimate": Ref("channel_means"), "perturb": Ref("lighten", 0, (("step", 0.05),)), "max_iterations": 12})


def _loop(net, x, goal, estimate, perturb, iterations, *, freeze=True, stop=torch.all, look=lambda done: done,
          fresh=True, onward=True, late=False):
    """The framework's loop, and with other keywords its misconceptions; also after how many rounds it stopped."""
    x_adv, sensitivity = x, None
    for turn in range(iterations):
        with torch.no_grad():
            done = look(goal(net(x_adv)))
        if stop(done):
            return x_adv, turn
        if fresh or turn == 0:
            sensitivity = estimate(net, x_adv)
        changed = perturb(x_adv if onward else x, sensitivity)
        if late:
            with torch.no_grad():
                done = goal(net(changed))
        x_adv = torch.where(done.view(-1, 1, 1, 1), x_adv, changed) if freeze else changed
    return x_adv, iterations


def _build(case):
    net, x, *parts, iterations = case.arguments.values()
    return net.build(), x, *(part.build() for part in parts), iterations


def _wrong_loops(net, x, goal, estimate, perturb, iterations):
    """name → (likely cause, a function that returns the images it leads to)."""
    parts = net, x, goal, estimate, perturb

    def later(iterations=iterations, **options):
        return lambda: _loop(*parts, iterations, **options)[0]

    def never(done):
        return torch.tensor(False)

    def first_looks(done):
        return done[:1].expand_as(done)

    def at_least_once():
        with torch.no_grad():
            done = goal(net(x)).view(-1, 1, 1, 1)
        return torch.where(done, perturb(x, estimate(net, x)), _loop(*parts, iterations)[0])

    def not_recorded():
        with torch.no_grad():
            return _loop(*parts, iterations)[0]

    def failures_clean():
        images = _loop(*parts, iterations)[0]
        with torch.no_grad():
            return torch.where(goal(net(images)).view(-1, 1, 1, 1), images, x)

    def frozen_from_the_start():
        with torch.no_grad():
            done = goal(net(x)).view(-1, 1, 1, 1)
        return torch.where(done, x, _loop(*parts, iterations, freeze=False, stop=never)[0])

    finished = "Images that reached the goal are changed further. Once the goal says True for an image, leave it alone."
    return {
        "not recorded": ("Only the goal belongs under torch.no_grad(): estimate may need gradients.", not_recorded),
        "kept on": (finished, later(freeze=False)),
        "no goal": (finished, later(freeze=False, stop=never)),
        "nothing": ("The images come back unchanged. Is the result of perturb kept? And does the loop go on while even "
                    "one image is unfinished?", lambda: x),
        "once": ("Only the first perturbation shows. Does the loop return too early?", later(min(iterations, 1))),
        "first estimate": ("The sensitivity is always that of the clean x. It changes with the image: estimate it "
                           "anew in every round.", later(fresh=False)),
        "from x": ("Every perturbation starts from the clean x. Go on from the images as they are now.",
                   later(onward=False)),
        "one less": ("One perturbation is missing: up to max_iterations of them.", later(max(iterations - 1, 0))),
        "one more": ("One perturbation too many: at most max_iterations of them.", later(iterations + 1)),
        "turned": ("The goal was read the wrong way round: goal(…) is True where an image is finished.",
                   later(look=torch.logical_not)),
        "any": ("The loop stops as soon as one image has reached the goal. The others go on.", later(stop=torch.any)),
        "first decides": ("The first image decides for the whole batch. Each image has its own goal to reach.",
                          later(look=first_looks)),
        "at least once": ("Images that reach the goal before the first round were changed. Ask for the goal before you "
                          "perturb.", at_least_once),
        "thrown away": ("The step that reached the goal was thrown away: look at the goal before the step.",
                        later(late=True, stop=never)),
        "change": ("That is the change alone. Return the changed images.", lambda: _loop(*parts, iterations)[0] - x),
        "failures clean": ("Images that never reached the goal came back as they were. Return them perturbed, too.",
                           failures_clean),
        "first look": ("The goal was asked about the clean x in every round. Ask about the images as they are now.",
                       frozen_from_the_start),
        "ten": ("That is ten rounds, whatever max_iterations says.", later(10)),
        "first only": ("Only the first image was attacked.",
                       lambda: torch.cat([_loop(*parts, iterations)[0][:1], x[1:]])),
    }


def _plan(case):
    """After how many rounds each image reaches the goal (None: never), and a test that wrong loops lead elsewhere."""
    arguments = _build(case)
    net, x, goal, *_, iterations = arguments
    x_adv, stops, clear = x, [None] * len(x), True
    for turn in range(min(iterations, 8) + 1):
        with torch.no_grad():
            logits = net(x_adv)
        best = logits.topk(2, 1).values
        clear = clear and bool((best[:, 0] - best[:, 1] > CLEAR).all())
        stops = [turn if stop is None and done else stop for stop, done in zip(stops, goal(logits).tolist())]
        if None not in stops or not clear:
            break
        x_adv, _ = _loop(net, x_adv, *arguments[2:-1], 1)
    right, _ = _loop(*arguments)
    wrong = _wrong_loops(*arguments)

    def apart(*names):
        return clear and all((wrong[name][1]() - right).abs().max() > APART for name in names)

    return stops, apart


# Wrong loops that one hint is exactly about.
_READ = {"not recorded": "hint 1", "kept on": "hint 2", "thrown away": "hint 3", "at least once": "hint 3"}


def craft_judge(case, seen):
    arguments = _build(case)
    count = len(case.arguments["x"])
    right, rounds = _loop(*arguments)
    allowed = count * (rounds + 1)  # one image at a time, with an estimate before the last look

    def same_images():
        if close(seen.value, right, "") is None:
            return None
        loops = _wrong_loops(*arguments)
        mistakes = [Mistake(likely, images(), _READ.get(name, "")) for name, (likely, images) in loops.items()]
        problem = close(seen.value, right, "each image, perturbed until the goal is reached or the iterations are "
                        "used up", mistakes=mistakes)
        if case.arguments["max_iterations"] == 0:
            problem = replace(problem, likely="With 0 iterations nothing may change.")
        return problem

    def all_of_them():
        got = as_tensor(seen.value)
        if got is None or got.shape == right.shape:
            return None  # close says the rest
        return Problem("the shape of the result", str(tuple(right.shape)), str(tuple(got.shape)),
                       "Return all images, finished or not, in the order in which they came.")

    def in_time():
        used = max(seen.calls.get("perturb", 0), seen.calls.get("estimate", 0))
        if used <= allowed:
            return None
        return Problem("the loop stops once every image has reached the goal", f"about {max(rounds, 1)} rounds",
                       f"{used} calls of estimate or perturb", "Leave the loop when all are finished: "
                       "`if finished.all(): break`.")

    return first(all_of_them, same_images, in_time, untouched(seen, detached=True))
