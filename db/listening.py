"""Who can reach this process: looked up in its own listening sockets, however it was started."""

import contextlib
import ipaddress
import os
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


def is_listening() -> bool:
    """Whether this process accepts connections already."""
    return any(True for _ in _listening_sockets())


def bound_to_loopback() -> bool:
    """Whether everything this process listens on can be reached from this machine only."""
    addresses = [_address(found) for found in _listening_sockets()]
    return bool(addresses) and all(_is_loopback(address) for address in addresses)


def _is_loopback(address: str | None) -> bool:
    # A socket file (None) is how a web server in front reaches us: the visitors are anybody's.
    return address is not None and ipaddress.ip_address(address.partition("%")[0]).is_loopback


def _address(found: socket.socket) -> str | None:
    inet = found.family in (socket.AF_INET, socket.AF_INET6)
    return str(found.getsockname()[0]) if inet else None


def _listening_sockets() -> Iterator[socket.socket]:
    for descriptor in _descriptors():
        with contextlib.suppress(OSError):
            if not stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                continue
            # A copy, since a socket object closes what it was made of.
            with socket.socket(fileno=os.dup(descriptor)) as copy:
                if copy.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                    yield copy


def _descriptors() -> list[int]:
    # A system without such a folder gives an empty list: not known to be loopback, so treated as open.
    for folder in ("/proc/self/fd", "/dev/fd"):
        with contextlib.suppress(OSError):
            return [int(entry.name) for entry in Path(folder).iterdir()]
    return []
