"""What JupyterLab in the box is told: a page of an inner port neither gets the learner's login nor acts with it."""

from jupyter_server_proxy.handlers import ProxyHandler

LOGIN = ("Cookie", "Authorization", "Referer")
FENCE = "sandbox allow-same-origin allow-forms"  # no scripts: a page has JupyterLab's address, so they could act there

_handed_on = ProxyHandler.proxy_request_headers


def without_login(handler: ProxyHandler) -> dict:
    """Headers of a request to an inner port, without those that open JupyterLab."""
    headers = _handed_on(handler)
    for name in LOGIN:
        headers.pop(name, None)
    return headers


def fenced(response) -> None:
    """Let a page come with its styles and pictures, but run no script and set no cookie."""
    response.headers.pop("Set-Cookie", None)
    response.headers["Content-Security-Policy"] = FENCE


ProxyHandler.proxy_request_headers = without_login
c = get_config()  # noqa: F821 - JupyterLab gives it to its configuration files
c.ServerProxy.non_service_rewrite_response = fenced
