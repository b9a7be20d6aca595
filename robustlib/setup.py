"""Prepare this checkout and open the course: `python -m robustlib.setup lab`. The Makefile's commands are these.

Only the standard library is used, since this runs before anything is installed; and no syntax newer than Python 3.7,
since an old Python must get far enough to say that it is too old.
"""

import argparse
import datetime
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if WINDOWS else "python")
STAMP = VENV / "installed.json"  # written last, so that an interrupted installation is done again
LOCK = ROOT / "requirements.lock"

OLDEST = (3, 11)
UV = "uv==0.13.9"  # installs the rest: many times faster than pip


class SetupError(Exception):
    """Something the user has to know or do; its text says what."""


# ---- .venv ----------------------------------------------------------------------------------------------------------


def prepare(extras, torch=None):
    """Make .venv hold what this checkout asks for; return at once when it does.

    extras: names of optional dependencies in pyproject.toml.
    torch: "cpu", "default" (what the package index serves), or None: as it is.
    """
    python = make_venv()
    before, builds = read_json(STAMP), torch_builds()
    wish = {
        "extras": sorted({*extras, *before.get("extras", [])}),  # `lab` after `test` takes nothing away
        "inputs": fingerprint(),
        "python": python,
        "torch": torch or ("cpu" if builds == {"cpu"} else "default"),
    }
    if wish == before:
        return
    if STAMP.exists():
        STAMP.unlink()
    install(wish["extras"], wish["torch"], builds)
    write_json(STAMP, wish)
    say("Installed. The next start takes seconds.")


def make_venv():
    """Create .venv unless one that works is there. Returns the version of its Python."""
    if not (ROOT / "pyproject.toml").exists():
        raise SetupError(f"This command is for a checkout of the course, and {ROOT} holds no pyproject.toml.")
    version = venv_version()
    if version:
        return version
    check_python(sys.version_info)
    number = "{}.{}".format(*sys.version_info)
    say(f"Making .venv with Python {number} ...")
    # pip in a step of its own: without --without-pip venv would report its absence at length
    failed = run([sys.executable, "-m", "venv", "--clear", "--without-pip", VENV])
    failed = failed or run([PYTHON, "-Im", "ensurepip"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if failed:
        shutil.rmtree(str(VENV), ignore_errors=True)
        raise SetupError(
            f"This Python ({sys.executable}) cannot make a virtual environment with pip. On Debian and Ubuntu that is "
            f"a package of its own: sudo apt install python{number}-venv. Then run the same command again."
        )
    return venv_version()


def check_python(version):
    if tuple(version[:2]) < OLDEST:
        raise SetupError(
            "The course needs Python {}.{} or newer; this is {}.{} ({}). Install a newer one, then name it: "
            "make env PYTHON=python3.12 (without make: python3.12 -m robustlib.setup env).".format(
                *OLDEST, *version[:2], sys.executable
            )
        )


def venv_version():
    """The version of .venv's Python, such as "3.11.7"; None if it is missing, broken, without pip or too old."""
    ask = [str(PYTHON), "-Ic", "import sys, pip; print('%d.%d.%d' % sys.version_info[:3])"]
    try:
        text = subprocess.check_output(ask, stderr=subprocess.DEVNULL).decode().strip()
        return text if tuple(int(part) for part in text.split("."))[:2] >= OLDEST else None
    except (OSError, ValueError, subprocess.CalledProcessError):
        return None


def fingerprint():
    """Differs whenever the installation must: other dependencies, other pins, another place on the disk."""
    digest = hashlib.sha256(str(ROOT).encode())
    for path in (ROOT / "pyproject.toml", LOCK):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def torch_builds():
    """The builds of torch and torchvision in .venv, a subset of {"cpu", "default"}. Two different ones do not work."""
    packages = "Lib/site-packages" if WINDOWS else "lib/python*/site-packages"
    found = [path for name in ("torch", "torchvision") for path in VENV.glob(f"{packages}/{name}-*.dist-info")]
    return {"cpu" if "+cpu" in path.name else "default" for path in found}


def install(extras, torch, builds):
    say("Installing into .venv: a minute or two on a fast connection.")
    if torch == "default" and builds != {"default"} and sys.platform == "linux":
        say("PyTorch brings its GPU libraries: 3 GB to download, 6 GB on disk. Without them: make env TORCH=cpu")
    failed = run([PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", UV])
    # compiled now, a notebook's first import is three times quicker
    command = [BIN / "uv", "pip", "install", "--python", PYTHON, "--compile-bytecode"]
    command += ["--constraint", LOCK, "--build-constraint", LOCK]
    if torch == "cpu":
        command += ["--torch-backend", "cpu"]
    if builds - {torch}:
        command += ["--reinstall-package", "torch", "--reinstall-package", "torchvision"]
    failed = failed or run([*command, "--editable", f"{ROOT}[{','.join(extras)}]"])
    if failed and torch == "cpu":
        raise SetupError(
            "That did not work. The CPU builds of PyTorch come from an index of their own, which not every network "
            "reaches; the usual builds do the same, only larger: make env TORCH=default"
        )
    if failed:
        raise SetupError("That did not finish; the reason stands above. The same command takes it up again.")


# ---- The student's own copy -----------------------------------------------------------------------------------------


def copy_chapters(notebooks, work, today=None):
    """Copy chapters that are missing from work/. Returns a line to say for each thing done.

    Nothing in work/ is ever overwritten. When a chapter has changed since it was copied, the new version is laid into
    work/updates: beside the student's own it would be handed in with it. What was copied is remembered by its hash,
    so that a student's edits are not taken for an update.
    """
    memory = work / ".copied.json"
    copied, lines = read_json(memory), []
    for source in sorted(notebooks.glob("*.ipynb")):
        chapter, version = source.stem, file_hash(source)
        own = work / chapter / source.name
        if not own.exists():
            lay(source, own)
            lines.append(f"{chapter} is now in {work.name}/{chapter}.")
        elif version not in (copied.get(chapter), file_hash(own)):
            update = work / "updates" / f"{chapter}-{today or datetime.date.today()}-{version[:6]}.ipynb"
            lay(source, update)
            lines.append(f"{chapter} has changed: the new version is {work.name}/updates/{update.name}; yours is kept.")
        copied[chapter] = version
    write_json(memory, copied)
    return lines


def lay(source, target):
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(str(source), str(target))


def file_hash(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


# ---- Commands -------------------------------------------------------------------------------------------------------


def env(torch, arguments):
    prepare(["course"], torch)
    say("Everything is in .venv. Next: make lab")


def lab(torch, arguments):
    prepare(["course"], torch)
    work = ROOT / "work"
    for line in copy_chapters(ROOT / "notebooks", work):
        say(line)
    first = "00-start-here/00-start-here.ipynb"
    page = [f"--LabApp.default_url=/lab/tree/{first}"] if (work / first).exists() else []
    open_lab(work, ["student", "."], [*page, *arguments])


def teach(torch, arguments):
    prepare(["course"], torch)
    open_lab(ROOT / "course", ["."], arguments)  # formgrader stays empty in any other folder


def test(torch, arguments):
    prepare(["course", "test"], torch)
    become([PYTHON, "-m", "pytest", *arguments], ROOT)


def open_lab(folder, settings, arguments):
    """Become JupyterLab at home in `folder`. settings: folders of jupyter/, the first wins."""
    command = [PYTHON, "-m", "jupyterlab", f"--ServerApp.root_dir={folder}", *arguments]
    say(f"Starting JupyterLab in {folder.name}/. Ctrl-C stops it.")
    if os.environ.get("NO_BROWSER", "0") not in ("", "0"):
        command.append("--no-browser")
        say("Open the address that it prints in a browser.")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
        say("You are root, as in a container, so it starts with --allow-root.")
    paths = [*(str(ROOT / "jupyter" / name) for name in settings), os.environ.get("JUPYTER_CONFIG_PATH", "")]
    become(
        command,
        folder,
        JUPYTER_CONFIG_PATH=os.pathsep.join(filter(None, paths)),
        # open tabs are remembered for this room alone, not mixed with the user's other projects
        JUPYTERLAB_WORKSPACES_DIR=str(VENV / "workspaces" / folder.name),
    )


def become(command, folder, **variables):
    """Go on as `command`, in `folder`, with .venv's programs first on PATH (nbgrader calls alembic by name)."""
    path = os.pathsep.join([str(BIN), os.environ.get("PATH", os.defpath)])
    variables = dict(os.environ, PATH=path, VIRTUAL_ENV=str(VENV), **variables)
    command = [str(part) for part in command]
    os.chdir(str(folder))
    if WINDOWS:  # there, exec would give the console back at once
        sys.exit(subprocess.call(command, env=variables))
    os.execve(command[0], command, variables)


def main(argv=None):
    known, arguments = read_arguments(argv)
    try:
        known.run(known.torch, arguments)
    except SetupError as error:
        sys.exit(f"\n{error}")
    except KeyboardInterrupt:
        sys.exit("\nStopped. The same command takes it up again.")


def read_arguments(argv=None):
    parser = argparse.ArgumentParser(prog="python -m robustlib.setup", description="Prepare and open the course.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    commands.required = True
    for command, text in (
        (env, "prepare .venv"),
        (lab, "open the student's copy in JupyterLab; NO_BROWSER=1 only prints the address"),
        (teach, "open the instructor's room in JupyterLab"),
        (test, "run the tests"),
    ):
        one = commands.add_parser(command.__name__, help=text, description=text, allow_abbrev=False)
        one.add_argument("--torch", help="builds of PyTorch: cpu or default; the variable TORCH says the same")
        one.set_defaults(run=command)
    known, rest = parser.parse_known_args(argv)  # the rest goes to JupyterLab or pytest
    known.torch = known.torch or os.environ.get("TORCH") or None
    if known.torch not in (None, "cpu", "default"):
        parser.error(f"TORCH can be cpu or default, not {known.torch!r}")
    if known.run is env and rest:
        parser.error("env takes nothing more than --torch")
    return known, rest


# ---- Small tools ----------------------------------------------------------------------------------------------------


def say(text):
    print(text, flush=True)


def run(command, **options):
    """Run a command in the checkout; returns its exit status."""
    return subprocess.call([str(part) for part in command], cwd=str(ROOT), **options)


def read_json(path):
    """What the file holds; {} if it is missing or damaged."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def write_json(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
