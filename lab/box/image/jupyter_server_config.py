"""What JupyterLab in the box is told: a page of an inner port neither gets the learner's login nor acts with it."""

from jupyter_server_proxy.handlers import ProxyHandler

LOGIN = ("Cookie", "Authorization", "Referer")
FENCE = "sandbox allow-same-origin allow-forms"  # no scripts: a page has JupyterLab's address, so they could act there

_handed_on = ProxyHandler.proxy_request_headers
_address = ProxyHandler.get_client_uri


def without_login(handler: ProxyHandler) -> dict:
    """Headers of a request to an inner port, without those that open JupyterLab."""
    headers = _handed_on(handler)
    for name in LOGIN:
        headers.pop(name, None)
    return headers


def without_token(handler: ProxyHandler, *where) -> str:
    """Address of an inner page, without the token that the address of JupyterLab may have."""
    parts = handler.request.query.split("&") if handler.request.query else []
    handler.request.query = "&".join(part for part in parts if not part.startswith("token="))
    return _address(handler, *where)


def fenced(response) -> None:
    """Let a page come with its styles and pictures, but run no script and set no cookie."""
    response.headers.pop("Set-Cookie", None)
    response.headers["Content-Security-Policy"] = FENCE


ProxyHandler.proxy_request_headers = without_login
ProxyHandler.get_client_uri = without_token
c = get_config()  # noqa: F821 - JupyterLab gives it to its configuration files
c.ServerProxy.non_service_rewrite_response = fenced
