"""Stops a child process in the middle of what it does, as a power cut would."""

import contextlib
import subprocess


def killed(process, at, *, seconds):
    """Kill a child so long after it has said that it is at that step."""
    with process:
        for line in process.stdout:
            if line.startswith(at):
                break
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
        process.kill()
    assert process.returncode == -9
