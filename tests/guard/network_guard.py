"""Tests never touch the network: what would leave this machine, or look up a name, is refused and written down.

An audit hook sees every socket of Python's own, whoever opens it, and cannot be taken off. Programs in other
languages and Python started with -I or -E are not seen.
"""

import ipaddress
import os
import socket
import sys

LOG = "ROBUSTLIB_NETWORK_ATTEMPTS"  # the variable that names the file of refused addresses
# event: which of its arguments is the address or the host
EVENTS = {
    "socket.connect": 1,
    "socket.sendto": 1,
    "socket.sendmsg": 1,
    "socket.getaddrinfo": 0,
    "socket.gethostbyname": 0,
    "socket.gethostbyaddr": 0,
    "socket.getnameinfo": 0,
}


class NetworkRefused(RuntimeError):
    pass


def install():
    sys.addaudithook(_refuse)


def attempts(file):
    """The addresses refused since the last call."""
    try:
        with open(file, encoding="utf-8") as lines:
            found = lines.read().splitlines()
    except FileNotFoundError:
        return []
    os.remove(file)
    return found


def allowed(event, target):
    if target is None or (event == "socket.sendmsg" and not target):
        return True  # any address of this machine; or a socket that is connected already
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg") and not isinstance(target, tuple):
        return True  # a path: AF_UNIX
    host = target[0] if isinstance(target, tuple) else target
    host = host.decode() if isinstance(host, bytes) else host
    if host in ("", "localhost", socket.gethostname()):
        return True
    try:
        address = ipaddress.ip_address(host.split("%")[0])
    except ValueError:
        return False  # a name
    looks_up = event in ("socket.getaddrinfo", "socket.gethostbyname")
    return looks_up or address.is_loopback or address.is_unspecified  # a number needs no looking up


def _refuse(event, arguments):
    if event not in EVENTS:
        return
    target = arguments[EVENTS[event]]
    if allowed(event, target):
        return
    if os.environ.get(LOG):
        with open(os.environ[LOG], "a", encoding="utf-8") as log:
            log.write(f"{target}\n")
    raise NetworkRefused(f"a test tried to reach {target} ({event}); tests run without the network")
