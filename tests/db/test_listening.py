import socket
import subprocess
import sys
from pathlib import Path

import pytest

from db.listening import bound_to_loopback, is_listening

LOOK = """
import socket, sys
from db.listening import bound_to_loopback, is_listening
held = []
for word in sys.argv[1:]:
    kind, _, address = word.partition("=")
    family = {"4": socket.AF_INET, "6": socket.AF_INET6, "unix": socket.AF_UNIX}[kind.strip("+-")]
    found = socket.socket(family)
    found.bind(address if kind.startswith("unix") else (address, 0))
    if not kind.endswith("-"):
        found.listen()
    held.append(found)
print(is_listening(), bound_to_loopback(), len([one for one in held if one.fileno() > 0]))
"""


def look(*sockets):
    """What a process says that listens on these and nothing else."""
    told = subprocess.run([sys.executable, "-c", LOOK, *sockets], capture_output=True, text=True, check=True).stdout
    listening, loopback, _held = told.split()
    return listening == "True", loopback == "True"


def test_a_process_that_listens_on_nothing_is_not_known_to_be_private():
    assert look() == (False, False)
    assert look("4-=127.0.0.1") == (False, False)


@pytest.mark.parametrize("sockets", [["4=127.0.0.1"], ["4=127.0.0.2"], ["4=127.0.0.1", "4=127.0.0.1"]])
def test_loopback_is_private(sockets):
    assert look(*sockets) == (True, True)


@pytest.mark.parametrize("sockets", [["4=0.0.0.0"], ["4=127.0.0.1", "4=0.0.0.0"]])
def test_anything_wider_is_not(sockets):
    assert look(*sockets) == (True, False)


def test_a_socket_file_is_a_web_servers_way_in(tmp_path):
    assert look(f"unix={tmp_path / 'app.sock'}") == (True, False)
    assert look("4=127.0.0.1", f"unix={tmp_path / 'app2.sock'}") == (True, False)


@pytest.mark.skipif(not socket.has_ipv6, reason="no IPv6 on this machine")
def test_ipv6_alike():
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("no IPv6 on this machine")
    assert look("6=::1") == (True, True)
    assert look("6=::") == (True, False)


def test_looking_leaves_the_sockets_open():
    from db.listening import bound_to_loopback

    with socket.create_server(("127.0.0.1", 0)) as server:
        for _ in range(3):
            bound_to_loopback()
        with socket.create_connection(server.getsockname()) as client:
            accepted, _address = server.accept()
            accepted.close()
            assert client.recv(1) == b""


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="descriptors are counted in /proc")
def test_looking_leaves_no_descriptor_open():
    """Files, pipes and sockets of all kinds are open, and stay as many however often is looked."""
    one, other = socket.socketpair()
    descriptors = Path("/proc/self/fd")
    with Path(__file__).open(encoding="utf-8"), socket.create_server(("127.0.0.1", 0)), one, other:
        before = len(list(descriptors.iterdir()))
        for _ in range(5):
            is_listening()
            bound_to_loopback()
        assert len(list(descriptors.iterdir())) == before
