"""Ask for a page on a port of this machine, as a browser would."""

import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException

LARGEST_PAGE = 1_000_000  # bytes
_without_proxy = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class Page:
    """What a server answered: status and text; or, in a word, why there was no answer."""

    status: int = 0
    text: str = ""
    failure: str = ""


def fetch(port: int, path: str = "/", tries: int = 8) -> Page:
    """Ask for a page on a port of this machine; no proxy is asked for loopback.

    A server that has just been started is asked again, for less than a second in all: it has no
    other sign of being ready than its answer.
    """
    answer = _ask(port, path)
    for _ in range(tries - 1):
        if not answer.failure:
            break
        time.sleep(0.1)
        answer = _ask(port, path)
    return answer


def _ask(port: int, path: str) -> Page:
    try:
        with _without_proxy.open(f"http://127.0.0.1:{port}{path}", timeout=1) as answer:
            return Page(answer.status, _text(answer.read(LARGEST_PAGE)))
    except urllib.error.HTTPError as error:
        return Page(error.code, _text(error.read(LARGEST_PAGE)))
    except (OSError, HTTPException) as error:
        return Page(failure=type(getattr(error, "reason", error)).__name__)


def _text(content: bytes) -> str:
    return content.decode(errors="replace")
