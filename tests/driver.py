"""Starts the app by the production command, and knows when a page of it has settled."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RUNNING = re.compile(r"http://(?:127\.0\.0\.1|localhost):(\d+)")
START = 60
SETTLED = """() => {
    const app = document.querySelector('[data-testid=stApp]')
    return app && app.getAttribute('data-test-script-state') === 'notRunning'
        && app.getAttribute('data-test-connection-state') === 'CONNECTED'
        && [...document.querySelectorAll('[data-testid=stSkeleton]')].every(part => !part.offsetParent)
}"""


@dataclass
class Server:
    """A running app: its address, what it wrote to its log, and its process."""

    process: subprocess.Popen[str]
    log: list[str] = field(default_factory=list)
    url: str = ""


@contextlib.contextmanager
def serving(*command: str, **environment: str) -> Iterator[Server]:
    """Run a server of the project until its block ends; its log tells when and where it listens."""
    process = subprocess.Popen(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1", "NO_COLOR": "1", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
    )
    server, listening = Server(process), threading.Event()

    def follow() -> None:
        for line in process.stdout or ():
            server.log.append(line)
            if not server.url and (found := RUNNING.search(line)):
                server.url = f"http://127.0.0.1:{found[1]}"
                listening.set()
        listening.set()

    follower = threading.Thread(target=follow, daemon=True)
    follower.start()
    try:
        listening.wait(START)
        assert server.url, "".join(server.log)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        follower.join(5)
        if process.stdout:
            process.stdout.close()


def fill_sign_in(page, login, password):
    """Fill the sign-in form and wait until it has gone or has answered."""
    form = page.locator("[data-testid=stForm]").first
    form.locator("input").nth(0).fill(login)
    form.locator("input[type=password]").fill(password)
    form.locator("[data-testid=stFormSubmitButton] button").click()
    page.wait_for_function(
        "() => !document.querySelector('[data-testid=stForm] input[type=password]')"
        " || document.querySelector('[data-testid=stAlert]')"
    )
    wait_app(page)


def wait_app(page):
    """Wait until the script has run and everything is drawn."""
    page.wait_for_selector("[data-testid=stApp]")
    page.wait_for_function(SETTLED)
