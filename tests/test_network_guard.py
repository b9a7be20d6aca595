import socket
import subprocess
import sys
from pathlib import Path

import network_guard
import pytest

ROOT = Path(__file__).resolve().parent.parent
ELSEWHERE = "192.0.2.1"  # an address that belongs to nobody: for documentation only


def test_connection_is_refused_by_name_of_the_address(network_attempts):
    with socket.socket() as one, pytest.raises(network_guard.NetworkRefused, match=ELSEWHERE):
        one.connect((ELSEWHERE, 80))
    assert network_attempts() == [f"('{ELSEWHERE}', 80)"]
    assert network_attempts() == []


def test_connect_ex_and_datagrams_are_refused(network_attempts):
    with socket.socket() as one, pytest.raises(network_guard.NetworkRefused):
        one.connect_ex((ELSEWHERE, 80))
    with socket.socket(type=socket.SOCK_DGRAM) as one:
        with pytest.raises(network_guard.NetworkRefused):
            one.sendto(b"", (ELSEWHERE, 80))
        with pytest.raises(network_guard.NetworkRefused):
            one.sendmsg([b""], [], 0, (ELSEWHERE, 80))
    assert len(network_attempts()) == 3


@pytest.mark.parametrize("look_up", [socket.gethostbyname, lambda name: socket.getaddrinfo(name, 80)])
def test_name_is_not_looked_up(look_up, network_attempts):
    with pytest.raises(network_guard.NetworkRefused, match="data.example"):
        look_up("data.example")
    assert network_attempts() == ["data.example"]


def test_a_program_that_a_test_starts_is_guarded(network_attempts):
    # swallowed there, and on the record all the same
    connect = f"socket.create_connection(('{ELSEWHERE}', 80))"
    code = f"import socket\ntry: {connect}\nexcept Exception as e: print(type(e).__name__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "NetworkRefused", done.stderr
    assert network_attempts() == [f"('{ELSEWHERE}', 80)"]


def test_a_test_fails_even_when_the_refusal_is_swallowed(tmp_path):
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "test_quiet.py").write_text(
        "import socket\n"
        "def test_quiet():\n"
        f"    try: socket.create_connection(('{ELSEWHERE}', 80))\n"
        "    except Exception: pass\n"
    )
    command = [sys.executable, "-m", "pytest", "-c", tmp_path / "pytest.ini", "-p", "tests.conftest", tmp_path]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1, done.stdout
    assert f"the network was used, to reach ('{ELSEWHERE}', 80)" in done.stdout


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_loopback_works(host):
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection((host, server.getsockname()[1]), timeout=5).close()


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="this system has no such sockets")
def test_unix_sockets_work(tmp_path):
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind(str(tmp_path / "s"))
        server.listen()
        client.connect(str(tmp_path / "s"))
