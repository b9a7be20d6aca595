"""python -m robustlib.weights [KEY …]: train the networks of the package anew, all of them or the named ones.

On one machine the files come out the same byte for byte. Another processor may round differently.
"""

import argparse
import json
from pathlib import Path

import torch
from safetensors.torch import save_file

from robustlib import attacks, data, defenses, metrics, models, training

FOLDER = Path(__file__).parent
# What each network is trained with, besides the data set that its key begins with.
RECIPES = {
    "digits": {"epochs": 30},
    "digits-augmented": {"epochs": 60, "augment": defenses.Augmentation()},
    "digits-adversarial": {"epochs": 30, "adversary_eps": 0.2},
    "digits-distilled-T5": {"temperature": 5, "epochs": 30},
    "digits-distilled-T20": {"temperature": 20, "epochs": 30},
    "digits-distilled-T100": {"temperature": 100, "epochs": 30},
    "mnist": {"epochs": 8, "batch_size": 128},
    "mnist-distilled-T100": {"temperature": 100, "epochs": 8, "batch_size": 128},
    # As the JSMA paper trained it. About an hour.
    "mnist-lenet": {"epochs": 200, "batch_size": 500, "lr": 0.1, "optimizer": torch.optim.SGD},
}


def train(ds, recipe, variant=None):
    """Train a network (a variant of models.build) on a data set, as one of RECIPES says, from seed 0."""
    recipe = dict(recipe)
    generator = torch.Generator().manual_seed(0)
    net = models.build(ds.name, generator, variant).to(ds.x_train.device)
    eps = recipe.pop("adversary_eps", None)
    if eps is not None:
        recipe["adversary"] = lambda net, x, y: attacks.fgsm(net, x, y, eps)
    if "temperature" in recipe:
        defenses.train_at(net, ds.x_train, ds.y_train, generator=generator, **recipe)  # the teacher
        return defenses.distill(net, ds.x_train, ds.y_train, generator=generator, **recipe)
    training.fit(net, ds.x_train, ds.y_train, generator=generator, **recipe)
    return net


def made(key):
    """Train the network of that key and return (net, card): the card says how, and how accurate it is."""
    name, _, variant = key.partition("-")
    ds = data.load(name)
    net = train(ds, RECIPES[key], models.architecture(variant))
    card = {
        "data": ds.name,
        "command": f"python -m robustlib.weights {key}",
        "recipe": {name: str(value) for name, value in RECIPES[key].items()},
        "test accuracy": round(metrics.accuracy(net, ds.x_test, ds.y_test), 4),
    }
    return net, card


def main():
    parser = argparse.ArgumentParser(prog="python -m robustlib.weights", description=__doc__.splitlines()[0])
    parser.add_argument("keys", nargs="*", metavar="KEY", help=", ".join(RECIPES))
    keys = parser.parse_args().keys or list(RECIPES)
    for key in keys:
        if key not in RECIPES:
            parser.error(f"unknown network {key!r}; there are: {', '.join(RECIPES)}")
    torch.set_num_threads(1)  # sums come out in the same order on every run
    for key in keys:
        net, card = made(key)
        # One entry: safetensors writes several in a random order.
        file = FOLDER / f"{key}.safetensors"
        save_file(net.state_dict(), file, metadata={"card": json.dumps(card)})
        file.chmod(0o644)  # safetensors lets only the owner read
        print(f"{key}: {card['test accuracy']:.1%} of the test images right")


if __name__ == "__main__":
    main()
