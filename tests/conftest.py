"""For all tests: no network, and one thread for each of the parallel workers."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

GUARD = str(Path(__file__).parent / "guard")
sys.path.insert(0, GUARD)
import network_guard  # noqa: E402

# Two workers on two cores with two threads each get in each other's way. Set before the workers start, since
# numerical libraries read these once, when they are loaded.
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def pytest_configure(config):
    if config.getoption("numprocesses", None) and not hasattr(config, "workerinput"):
        for name in THREADS:
            os.environ.setdefault(name, "1")
    folder = tempfile.mkdtemp(prefix="robustlib-tests-")
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    os.environ[network_guard.LOG] = os.path.join(folder, "attempts")
    if GUARD not in os.environ.get("PYTHONPATH", "").split(os.pathsep):
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [GUARD, os.environ.get("PYTHONPATH")]))
        network_guard.install()  # a worker has it already: it started with this path


@pytest.fixture
def all_threads(monkeypatch):
    """For tests that time a notebook or a program: what they start uses every core, as it would for a student."""
    for name in THREADS:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def network_attempts():
    """Call it for the addresses refused so far; a test that provokes them takes them off the record this way."""
    return lambda: network_guard.attempts(os.environ[network_guard.LOG])


@pytest.fixture(autouse=True)
def no_network(network_attempts):
    """Fails a test that tried to reach the network, also where the code under test swallowed the refusal."""
    yield
    tried = network_attempts()
    if tried:
        pytest.fail(f"the network was used, to reach {', '.join(tried)}; tests run without it", pytrace=False)
