"""Connections of the SDK's client that can be broken off: each request notes its own."""

import socket
from typing import Any

import docker
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from .exchange import exchange_of_this_thread


class _Noted(HTTPConnection):
    """A connection that the exchange of its thread knows."""

    def request(self, *arguments: Any, **options: Any) -> None:
        """Send a request, and note the connection."""
        super().request(*arguments, **options)
        exchange = exchange_of_this_thread()
        if exchange is not None and self.sock is not None:
            exchange.use(self.sock)


class _NotedSecure(_Noted, HTTPSConnection):
    pass


class _NotedUnix(_Noted):
    """A connection to a socket's file."""

    def __init__(self, path: str):
        """Keep where the socket is."""
        super().__init__("localhost")
        self._path = path

    def connect(self) -> None:
        """Connect to the socket."""
        connecting = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connecting.settimeout(self.timeout)
        connecting.connect(self._path)
        self.sock = connecting


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Noted

    def _put_conn(self, conn: Any) -> None:
        """Take a connection back when its answer was read."""
        exchange = exchange_of_this_thread()
        connected = getattr(conn, "sock", None)
        if exchange is not None and connected is not None:
            exchange.release(connected)
        super()._put_conn(conn)


class _SecurePool(_Pool, HTTPSConnectionPool):
    ConnectionCls = _NotedSecure


class _UnixPool(_Pool):
    def __init__(self, path: str):
        super().__init__("localhost", maxsize=10)
        self._path = path

    def _new_conn(self) -> _NotedUnix:
        return _NotedUnix(self._path)


def make_breakable(api: docker.APIClient) -> None:
    """Let a client use connections that can be broken off.

    A client that comes by SSH or a pipe of Windows stays as it is.
    """
    adapter = api.get_adapter(api.base_url)
    if hasattr(adapter, "socket_path"):
        _use_unix_pools(adapter)
    elif api.base_url.startswith(("http://", "https://")):
        adapter.poolmanager.clear()
        adapter.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}


def _use_unix_pools(adapter: Any) -> None:
    """Let the SDK's adapter make these pools: one for each URL, as it makes its own."""
    pools = adapter.pools
    pools.clear()

    def pool_of(url: str, proxies: object = None) -> HTTPConnectionPool:
        with pools.lock:
            pool: HTTPConnectionPool | None = pools.get(url)
            if pool is None:
                pool = _UnixPool(adapter.socket_path)
                pools[url] = pool
        return pool

    adapter.get_connection = pool_of
