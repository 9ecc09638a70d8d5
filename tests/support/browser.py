"""JupyterLab in a real browser: Chromium, driven by Playwright."""

import json
import os
import re
import secrets
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lab import jupyter
from lab.base import wait

sync_api = pytest.importorskip(
    "playwright.sync_api",
    reason="No playwright here: ./course test installs it, but not into a conda environment.",
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
MINUTE = 60_000  # milliseconds; nothing waits so long but where something is wrong
PROMPTS = (
    "[...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')]"
    ".map(prompt => prompt.textContent.trim())"
)
ERRORS = "[data-mime-type='application/vnd.jupyter.stderr']"  # errors, and what is printed as one


def chromium() -> str:
    """Find Chromium; a test without one is skipped, and says why."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    pytest.skip(
        "There is no Chromium here, and it can't be installed without root and apt: "
        "no test in a browser."
    )


@contextmanager
def jupyterlab(folder: Path, own: Path) -> Iterator["sync_api.Page"]:
    """Open JupyterLab on `folder`, started as `./course lab` does, with its settings in `own`."""
    program = chromium()
    port = _free_port()
    token = secrets.token_hex(16)
    with (own / "log").open("w") as log:
        words = jupyter.words(port, folder)
        server = subprocess.Popen(words, env=_environment(own, token), stdout=log, stderr=log)
    try:
        wait.until(
            lambda: jupyter.answers(port), 90, "JupyterLab", lost=lambda: server.poll() is not None
        )
        with sync_api.sync_playwright() as play:
            browser = play.chromium.launch(executable_path=program, args=FLAGS)
            page = browser.new_page(
                base_url=f"http://127.0.0.1:{port}", viewport={"width": 1180, "height": 1000}
            )
            page.set_default_timeout(MINUTE)
            page.goto(f"/lab?token={token}")
            yield page
            browser.close()
    finally:
        server.terminate()
        server.wait(20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _environment(own: Path, token: str) -> dict[str, str]:
    """Settings, workspaces and a record of the test's own: what it does is not the learner's
    doing."""
    tracker = (
        own / "settings" / "@jupyterlab" / "notebook-extension" / "tracker.jupyterlab-settings"
    )
    tracker.parent.mkdir(parents=True)
    # Cells out of sight are looked at too.
    tracker.write_text(json.dumps({"windowingMode": "none"}))
    environment = {key: value for key, value in os.environ.items() if key != "COURSE_PROGRESS"}
    return environment | {
        "JUPYTERLAB_SETTINGS_DIR": str(own / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(own / "spaces"),
        "IPYTHONDIR": str(own / "ipython"),
        "JUPYTER_TOKEN": token,
        "COURSE_RECORD": str(own / "record.json"),
    }


def open_notebook(page: "sync_api.Page", path: str) -> None:
    """Open one notebook alone, and wait until its kernel can be asked."""
    page.goto(f"/lab/workspaces/auto/tree/{path}?reset")
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()


def run_all(page: "sync_api.Page") -> None:
    """Run all cells, from the menu as a learner does, and wait until each has its number."""
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name=re.compile("^Run All Cells$")).click()
    page.wait_for_function(
        f"{PROMPTS}.every(text => /^\\[\\d+\\]:$/.test(text))", timeout=4 * MINUTE
    )


def save(page: "sync_api.Page", file: Path) -> None:
    """Save the notebook with the keyboard, and wait until all of the file is new."""
    before = file.read_bytes()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+s")
    wait.until(lambda: _is_whole(file, before), 30, "JupyterLab's saving")


def _is_whole(file: Path, before: bytes) -> bool:
    text = file.read_bytes()
    if text == before:
        return False
    try:
        json.loads(text)
    except ValueError:  # JupyterLab is writing
        return False
    return True
