"""Connections that go only where they may, and end when their time is over."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
import typing
from collections.abc import Iterable

import httpcore

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class PrivateAddress(Exception):
    """A host that lies in a private network, and may not be asked."""


def is_public(text: str) -> bool:
    """Tell whether an IP address lies in the public internet; an IPv4 address inside an IPv6 one counts as itself."""
    found = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (ipaddress.IPv4Address(int(found) & 0xFFFFFFFF) if found in _NAT64 else None)
        if inner is not None:
            return is_public(str(inner))
        if found.is_site_local:  # fec0::/10, given up in 2004, and still an intranet's where it is used
            return False
    return found.is_global and not found.is_multicast and not found.is_reserved


class _Timed(httpcore.NetworkStream):
    """A stream that knows when the whole request must be over, however steadily its bytes drip."""

    def __init__(self, stream: httpcore.NetworkStream, end: float) -> None:
        self._stream, self._end = stream, end

    def _left(self, timeout: float | None) -> float:
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the time for the request is over")
        return min(left, timeout) if timeout is not None else left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, self._left(timeout)), self._end)

    def get_extra_info(self, info: str) -> typing.Any:
        return self._stream.get_extra_info(info)


class GuardedBackend(httpcore.NetworkBackend):
    """Connects to the very address that was checked, so that a name cannot mean another host a moment later."""

    def __init__(self, seconds: float, *, allow_private: bool) -> None:
        self._end = time.monotonic() + seconds
        self._allow_private = allow_private
        self._below = httpcore.SyncBackend()

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Iterable[typing.Any] | None = None,
    ) -> httpcore.NetworkStream:  # fmt: skip
        """Return a connection to a host; raises :class:`PrivateAddress` when all its addresses are private and none may be asked."""
        try:
            found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError) as error:
            raise httpcore.ConnectError(f"the host {host} is not known ({error})") from None
        addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
        allowed = [one for one in addresses if self._allow_private or is_public(one)]
        if not allowed:
            raise PrivateAddress(
                f"the host {host} lies in a private network ({', '.join(addresses[:2])}); "
                "set DATELINE_ALLOW_PRIVATE=1 when it is meant to be asked"
            )
        last: Exception = httpcore.ConnectError(f"the host {host} has no address")
        for one in allowed[:4]:
            try:
                return _Timed(self._below.connect_tcp(one, port, timeout, local_address, socket_options), self._end)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
        raise last

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[typing.Any] | None = None
    ) -> httpcore.NetworkStream:
        """Sockets of this machine are never asked."""
        raise PrivateAddress("a socket of this machine is no address")

    def sleep(self, seconds: float) -> None:
        """Wait (used by httpcore between its own attempts, of which there are none)."""
        time.sleep(seconds)
