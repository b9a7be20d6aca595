"""Files that must agree with each other, and what must stand in none of them."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def project_files():
    """(name, text) of every text file that is tracked, or would be."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True)
    if listed.returncode:
        pytest.skip("not a git checkout")
    for name in filter(None, listed.stdout.decode().split("\0")):
        try:
            yield name, read(name)
        except (UnicodeDecodeError, FileNotFoundError):
            pass


def lines_with(pattern, names=None):
    files = project_files() if names is None else ((name, read(name)) for name in names)
    for name, text in files:
        for number, line in enumerate(text.splitlines(), 1):
            for found in re.finditer(pattern, line):
                yield f"{name}:{number}", found


def test_no_registry_host_and_no_path_of_a_machine():
    # in pieces, so that this file is not found
    hosts = ["py" + r"pi\.org", "python" + "hosted", "npm" + r"js\.", "deb" + r"\.debian", "conda" + r"\.anaconda"]
    paths = ["/work" + "/(main|steering|shared)", "/ro" + "ot/", "/ho" + "me/[a-z]+/", "/opt" + "/wheels"]
    assert [f"{where}: {found[0]}" for where, found in lines_with("|".join(hosts + paths))] == []


def test_lock_pins_every_dependency_and_names_no_host():
    lock = read("requirements.lock")
    assert "://" not in lock and "index" not in lock
    pinned = set(re.findall(r"^([a-z0-9._-]+)==", lock, re.M))
    extras = PROJECT["project"]["optional-dependencies"]
    assert set(requirements(PROJECT["project"]["dependencies"], *extras.values())) <= pinned


def requirements(*lists):
    return dict(re.fullmatch(r"([a-z0-9-]+)(.*)", line).groups() for lines in lists for line in lines)


def test_environment_yml_asks_for_the_same_packages():
    text = read("environment.yml")
    lines = re.findall(r"^  - ([a-z0-9-]+)([<>=][^ ]*)? +# (?:robustlib|notebooks|exercises|instructor):", text, re.M)
    conda = {name.replace("pytorch-cpu", "torch"): bound for name, bound in lines}
    extras = PROJECT["project"]["optional-dependencies"]
    assert conda == requirements(PROJECT["project"]["dependencies"], extras["course"])
    # Binder reads Python's version in this form only
    assert re.search(r"^  - python=3\.\d+ ", text, re.M)
    assert "- -e ." in text
    assert all("#" in line for line in text.split("dependencies:\n")[1].splitlines() if line.strip() != "- pip:")


def test_commands_in_the_readme_are_there():
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.M))
    setup = read("robustlib/setup.py")
    for where, found in lines_with(r"(?:`|^)make ([a-z]+)", ["README.md", "CONTRIBUTING.md"]):
        assert found[1] in targets, where
    for where, found in lines_with(r"python -m robustlib\.setup ([a-z]+)", ["README.md", "CONTRIBUTING.md"]):
        assert f"\ndef {found[1]}(torch, arguments)" in setup, where
    for where, found in lines_with(r"python -m ([a-z]+)\.?([a-z]+)?\b", ["README.md", "CONTRIBUTING.md"]):
        place = ROOT.joinpath(*filter(None, found.groups()))
        assert place.with_suffix(".py").exists() or place.is_dir() or found[1] == "course", where


def test_files_that_the_readme_links_to_are_there():
    for where, found in lines_with(r"\]\((?!https?:)([^)#]+)\)", ["README.md", "CONTRIBUTING.md"]):
        assert (ROOT / found[1]).exists(), f"{where}: {found[1]}"
    for where, found in lines_with(r"`((?:[a-z]+/)+)`", ["README.md"]):
        assert (ROOT / found[1]).exists() or found[1].startswith("work/"), f"{where}: {found[1]}"


def test_the_readme_shows_the_benchmark_that_was_written_last():
    _, shown, _ = read("README.md").split("<!-- jsma-benchmark: written by `make bench` -->")
    assert shown.strip() and read("docs/jsma-benchmark.md").split("\n", 2)[2].strip() == shown.strip()


def test_every_picture_has_alt_text():
    assert [where for where, _ in lines_with(r"!\[\s*\]", ["README.md", "CONTRIBUTING.md"])] == []


def test_the_address_is_the_one_of_pyproject():
    address = PROJECT["project"]["urls"]["Repository"]
    assert address.startswith("https://github.com/")
    own = address.removeprefix("https://github.com/")
    hosts = r"(?:mybinder\.org/v2/gh|colab\.research\.google\.com/github|git\+https://github\.com)/([\w.-]+/[\w.-]*\w)"
    found = list(lines_with(hosts))
    found += lines_with(r"//github\.com/([\w.-]+/[\w.-]*\w)", ["README.md", "CONTRIBUTING.md", "CITATION.cff"])
    assert found
    others = [f"{where}: {match[1]}, not {own}" for where, match in found if match[1].removesuffix(".git") != own]
    assert others == []


def test_the_version_is_written_alike():
    version = PROJECT["project"]["version"]
    assert f"\nversion: {version}\n" in read("CITATION.cff")
    assert f'__version__ = "{version}"' in read("robustlib/__init__.py")


def test_students_and_course_share_nbgraders_settings():
    for setting in (r"CourseDirectory\.course_id = .*", r"Execute\.timeout = \d+", r"Exchange\.root = .*"):
        student = re.findall(setting, read("jupyter/student/nbgrader_config.py"))
        course = re.findall(setting, read("course/nbgrader_config.py"))
        assert student == course and student, setting


def test_ruff_has_nothing_to_say():
    found = subprocess.run([sys.executable, "-m", "ruff", "check", "."], cwd=ROOT, capture_output=True, text=True)
    assert found.returncode == 0, found.stdout
