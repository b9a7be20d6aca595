"""`make env`, `lab`, `teach` and `test`: what they decide, without installing anything."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from robustlib import setup

ROOT = Path(setup.__file__).parents[1]


# ---- The student's own copy ----


@pytest.fixture
def house(tmp_path):
    class House:
        notebooks, work = tmp_path / "notebooks", tmp_path / "work"

        def publish(self, chapter, text):
            self.notebooks.mkdir(exist_ok=True)
            (self.notebooks / f"{chapter}.ipynb").write_text(text)

        def open(self, today="2026-01-01"):
            return setup.copy_chapters(self.notebooks, self.work, today)

        def own(self, chapter):
            return self.work / chapter / f"{chapter}.ipynb"

        def updates(self):
            return sorted((self.work / "updates").glob("*"))

    return House()


def test_missing_chapters_are_copied_in_nbgraders_shape(house):
    house.publish("00-start-here", "zero")
    house.publish("02-fgsm", "two")
    lines = house.open()
    assert house.own("00-start-here").read_text() == "zero" and house.own("02-fgsm").read_text() == "two"
    assert len(lines) == 2 and "work/02-fgsm" in lines[1]
    assert house.open() == []


def test_edits_are_neither_overwritten_nor_taken_for_an_update(house):
    house.publish("02-fgsm", "first")
    house.open()
    house.own("02-fgsm").write_text("edited")
    assert house.open() == []
    assert house.own("02-fgsm").read_text() == "edited" and house.updates() == []


def test_update_is_laid_aside_once_and_only_the_chapter_is_handed_in(house):
    house.publish("02-fgsm", "first")
    house.open()
    house.own("02-fgsm").write_text("edited")
    house.publish("02-fgsm", "second")
    [line] = house.open()
    [update] = house.updates()
    assert update.read_text() == "second" and update.name.startswith("02-fgsm-2026-01-01") and update.name in line
    assert house.own("02-fgsm").read_text() == "edited"
    assert [path.name for path in house.own("02-fgsm").parent.iterdir()] == ["02-fgsm.ipynb"]
    assert house.open("2026-01-02") == [] and house.updates() == [update]
    house.publish("02-fgsm", "third")
    house.open()
    assert len(house.updates()) == 2


def test_nothing_is_overwritten_when_the_memory_is_lost(house):
    house.publish("01", "one")
    house.publish("02", "two")
    house.open()
    house.own("02").write_text("edited")
    (house.work / ".copied.json").write_text("damaged")
    [line] = house.open()  # it cannot know better than to lay the same version aside
    assert line.startswith("02 ") and house.own("02").read_text() == "edited"
    house.updates()[0].write_text("edited, too")
    (house.work / ".copied.json").unlink()
    house.open()
    assert house.updates()[0].read_text() == "edited, too"


def test_a_chapter_deleted_by_the_student_comes_back_fresh(house):
    house.publish("02-fgsm", "first")
    house.open()
    house.publish("02-fgsm", "second")
    house.own("02-fgsm").unlink()
    house.open()
    assert house.own("02-fgsm").read_text() == "second" and house.updates() == []


# ---- .venv ----


@pytest.fixture
def venv(tmp_path, monkeypatch):
    """A checkout with a .venv in which programs are recorded instead of run."""

    class Venv:
        runs, status = [], 0

        def run(self, command, **options):
            self.runs.append([str(part) for part in command])
            return self.status

        def hold(self, *packages):
            for name in packages:
                (tmp_path / f".venv/lib/python3.11/site-packages/{name}.dist-info").mkdir(parents=True, exist_ok=True)

        def prepare(self, *extras, torch=None):
            """The installing command, or None if nothing had to be installed."""
            self.runs.clear()
            setup.prepare(extras, torch)
            return self.runs[-1] if self.runs else None

    venv = Venv()
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    monkeypatch.setattr(setup, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(setup, "STAMP", tmp_path / ".venv" / "installed.json")
    monkeypatch.setattr(setup, "LOCK", tmp_path / "requirements.lock")
    monkeypatch.setattr(setup, "WINDOWS", False)
    monkeypatch.setattr(setup, "venv_version", lambda: "3.11.7")
    monkeypatch.setattr(setup, "run", venv.run)
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "requirements.lock").write_text("")
    return venv


def test_second_start_installs_nothing_and_a_changed_pin_does(venv):
    assert venv.prepare("course")[-1].endswith("[course]")
    assert venv.prepare("course") is None
    setup.LOCK.write_text("torch==9")
    assert venv.prepare("course") is not None
    assert venv.prepare("course") is None


def test_lab_after_test_takes_nothing_away(venv):
    assert venv.prepare("course", "test")[-1].endswith("[course,test]")
    assert venv.prepare("course") is None
    setup.LOCK.write_text("torch==9")
    assert venv.prepare("course")[-1].endswith("[course,test]")


def test_failed_installation_is_done_again(venv):
    venv.prepare("course")
    setup.LOCK.write_text("torch==9")
    venv.status = 1
    with pytest.raises(setup.SetupError, match="takes it up again"):
        venv.prepare("course")
    venv.status = 0
    setup.LOCK.write_text("")  # as before the failure: what was installed then may be half gone
    assert venv.prepare("course") is not None


def test_everything_is_pinned(venv):
    command = venv.prepare("course")
    for option in ("--constraint", "--build-constraint"):
        assert command[command.index(option) + 1] == str(setup.LOCK)
    assert "==" in setup.UV and any(setup.UV in run for run in venv.runs)


def test_builds_of_torch_are_never_mixed(venv):
    assert "--torch-backend" in venv.prepare("course", torch="cpu")
    venv.hold("torch-2.15.0+cpu", "torchvision-0.29.2+cpu")
    assert venv.prepare("course") is None, "it stays with the build that is there"
    command = venv.prepare("course", torch="default")
    assert "--torch-backend" not in command
    again = [command[i + 1] for i, word in enumerate(command) if word == "--reinstall-package"]
    assert again == ["torch", "torchvision"]


def test_interrupted_change_of_build_is_repaired(venv):
    venv.hold("torch-2.15.0", "torchvision-0.29.2+cpu")
    assert "--reinstall-package" in venv.prepare("course", torch="default")


def test_unreachable_cpu_index_says_what_to_do(venv):
    venv.status = 2
    with pytest.raises(setup.SetupError, match="make env TORCH=default"):
        venv.prepare("course", torch="cpu")


def test_system_without_ensurepip_says_what_to_do(venv, monkeypatch):
    monkeypatch.setattr(setup, "venv_version", lambda: None)
    venv.status = 1
    with pytest.raises(setup.SetupError, match=r"apt install python3\.\d+-venv"):
        venv.prepare("course")
    assert not setup.VENV.exists()


def test_old_python_is_told_so():
    with pytest.raises(setup.SetupError, match=r"3\.11 or newer; this is 3\.9 .*PYTHON=python3\.12"):
        setup.check_python((3, 9, 2))
    setup.check_python((3, 11, 0))


@pytest.mark.parametrize("name", ["setup.py", "__init__.py"])
def test_old_python_gets_far_enough_to_be_told(name):
    ast.parse((ROOT / "robustlib" / name).read_text(), feature_version=(3, 7))


def test_nothing_outside_the_standard_library_is_needed():
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import robustlib.setup"
    subprocess.run([sys.executable, "-ISc", code], check=True)  # -S: no installed packages


# ---- The command line ----


@pytest.fixture
def started(tmp_path, monkeypatch):
    """What the command becomes: (command, folder, variables)."""
    calls = []
    monkeypatch.setattr(setup, "prepare", lambda extras, torch=None: calls.append((extras, torch)))
    monkeypatch.setattr(setup, "copy_chapters", lambda notebooks, work: [])
    monkeypatch.setattr(setup, "become", lambda command, folder, **more: calls.append((command, folder, more)))
    monkeypatch.delenv("TORCH", raising=False)
    return calls


def test_arguments_go_to_jupyterlab(started, monkeypatch):
    monkeypatch.setenv("NO_BROWSER", "1")
    setup.main(["lab", "--port", "9999"])
    command, folder, variables = started[-1]
    assert command[-1 - command[::-1].index("--port") :][:2] == ["--port", "9999"] and "--no-browser" in command
    assert folder.name == "work" and str(ROOT / "jupyter" / "student") in variables["JUPYTER_CONFIG_PATH"]


def test_browser_opens_unless_told_otherwise(started, monkeypatch):
    monkeypatch.delenv("NO_BROWSER", raising=False)
    setup.main(["teach"])
    command, folder, variables = started[-1]
    assert "--no-browser" not in command
    assert folder == ROOT / "course" and "student" not in variables["JUPYTER_CONFIG_PATH"]


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="no root here")
@pytest.mark.parametrize("user, expected", [(0, True), (1000, False)])
def test_root_is_allowed_only_to_root(started, monkeypatch, user, expected):
    monkeypatch.setattr(os, "geteuid", lambda: user)
    setup.main(["lab"])
    assert ("--allow-root" in started[-1][0]) == expected


def test_torch_is_chosen_by_option_or_variable(started, monkeypatch, capsys):
    setup.main(["env", "--torch", "cpu"])
    monkeypatch.setenv("TORCH", "default")
    setup.main(["env"])
    assert [torch for _, torch in started] == ["cpu", "default"]
    monkeypatch.setenv("TORCH", "gpu")
    with pytest.raises(SystemExit):
        setup.main(["env"])
    assert "cpu or default, not 'gpu'" in capsys.readouterr().err


def test_settings_of_jupyterlab_are_sound():
    for path in (ROOT / "jupyter").rglob("*.json"):
        json.loads(path.read_text())
