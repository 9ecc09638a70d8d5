"""JupyterLab's settings in the box: no page of an inner port acts with the learner's login.

A page of an inner port does not get the login, and has JupyterLab's address: so it runs no script.
"""

from typing import Any

from jupyter_server_proxy.handlers import ProxyHandler

LOGIN = ("Cookie", "Authorization", "Referer")
FENCE = "sandbox allow-same-origin allow-forms"  # no scripts

_request_headers = ProxyHandler.proxy_request_headers
_client_uri = ProxyHandler.get_client_uri


def without_login(handler: ProxyHandler) -> dict[str, str]:
    """Headers of a request to an inner port, without those that open JupyterLab."""
    headers: dict[str, str] = _request_headers(handler)
    for name in LOGIN:
        headers.pop(name, None)
    return headers


def without_token(handler: ProxyHandler, *where: Any) -> str:
    """Address of an inner page, without the token that the address of JupyterLab may have."""
    query = handler.request.query or ""
    kept = [part for part in query.split("&") if not part.startswith("token=")]
    handler.request.query = "&".join(kept)
    uri: str = _client_uri(handler, *where)
    return uri


def fence(response: Any) -> None:
    """Let a page come with its styles and pictures, but run no script and set no cookie."""
    response.headers.pop("Set-Cookie", None)
    response.headers["Content-Security-Policy"] = FENCE


ProxyHandler.proxy_request_headers = without_login
ProxyHandler.get_client_uri = without_token
# JupyterLab gives its configuration files the name `get_config`.
c = get_config()  # type: ignore[name-defined]  # noqa: F821
c.ServerProxy.non_service_rewrite_response = fence
