"""Writes docs/results.md and its figures, from the stored results alone."""

from robustlib.reproduce import RESULTS, SPOKEN, load

HEAD = """# Results

What the papers report and what we measure, side by side. This page is written by `python -m robustlib.reproduce --page`
from the files in `robustlib/results/`; `python -m robustlib.reproduce EXPERIMENT --data NAME` measures one anew. On one
machine a file comes out the same byte for byte; another processor may round differently.
"""


def write(experiments, folder):
    """Write the page and its figures into `folder`; return the paths."""
    text, paths = [HEAD], []
    for name, module in experiments.items():
        text.append(f"## {module.TITLE}\n")
        for dataset in module.DATA:
            if not (RESULTS / f"{name}-{dataset}.json").is_file():
                continue
            result = load(name, dataset)
            text.append(f"### On {SPOKEN[dataset]}\n")
            for kind, picture in module.pictures(result).items():
                path = folder / "results" / f"{name}-{dataset}-{kind}.png"
                path.parent.mkdir(parents=True, exist_ok=True)
                picture.save(path)
                paths.append(path)
                text.append(f"![{picture.alt}](results/{path.name})\n")
            versions = ", ".join(f"{key} {value}" for key, value in result["versions"].items())
            text.append(f"{module.page(result)}\n\nMeasured with {versions}, on {result['device']}.\n")
    page = folder / "results.md"
    page.write_text("\n".join(text), encoding="utf-8")
    return [page, *paths]
