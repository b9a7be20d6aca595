"""python -m robustlib.reproduce [EXPERIMENT …]: measure the papers' tables again, on data of your choice.

Every finished cell is kept: stop it at any time, and the same command goes on. Results: robustlib/results/*.json,
shown by docs/results.md, which is written anew from them alone.
"""

import argparse
from pathlib import Path

import torch

from robustlib import data
from robustlib.reproduce import cells, detection, distillation, pages, representation

EXPERIMENTS = {"distillation": distillation, "representation": representation, "detection": detection}


def main():
    listed = "\n".join(f"  {name:<14} {module.TITLE} ({', '.join(module.DATA)})"
                       for name, module in EXPERIMENTS.items())
    parser = argparse.ArgumentParser(prog="python -m robustlib.reproduce", description=__doc__,
                                     epilog=f"experiments:\n{listed}", formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("experiments", nargs="*", metavar="EXPERIMENT", help="those named below; none: all")
    parser.add_argument("--data", default="digits", help="digits (the default), mnist, or all")
    parser.add_argument("--cache", type=Path, default=data.cache_folder() / "reproduce",
                        help="the folder of finished cells")
    parser.add_argument("--fresh", action="store_true", help="measure finished cells again")
    parser.add_argument("--page", action="store_true", help="only write docs/results.md anew")
    given = parser.parse_args()
    for name in given.experiments or (() if given.page else EXPERIMENTS):
        if name not in EXPERIMENTS:
            parser.error(f"unknown experiment {name!r}; there are: {', '.join(EXPERIMENTS)}")
        known = EXPERIMENTS[name].DATA
        if given.data not in (*known, "all"):
            parser.error(f"--data: expected {', '.join(known)} or all for {name}, got {given.data!r}")
        torch.set_num_threads(1)  # sums come out in the same order on every run
        for dataset in known if given.data == "all" else (given.data,):
            print(cells.run(EXPERIMENTS[name], dataset, given.cache, given.fresh))
    for path in pages.write(EXPERIMENTS, Path("docs")):
        print(path)


if __name__ == "__main__":
    main()
