"""Opening an address in the learner's browser, without its token on any command line."""

import webbrowser
from html import escape

from lab.base import files, paths

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="refresh" content="0; url={address}">
<title>The course</title>
<p><a href="{address}">JupyterLab</a></p>
</html>
"""


def open_address(address: str) -> None:
    """Open an address that has a token in it.

    The browser is given a file that leads there, which only its owner may read: every user of the
    machine can read a browser's command line.
    """
    page = paths.run() / "open.html"
    files.write_text(page, PAGE.format(address=escape(address)), mode=0o600)
    webbrowser.open(page.as_uri())


def forget() -> None:
    """Remove the file: its token means nothing any more."""
    (paths.run() / "open.html").unlink(missing_ok=True)
