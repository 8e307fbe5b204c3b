"""Which addresses may be connected to: names are resolved once, and the address that was judged is the one used."""

from __future__ import annotations

import ipaddress
import socket
from concurrent.futures import ThreadPoolExecutor
from ipaddress import IPv4Address, IPv6Address
from typing import Any

from app.kernel.i18n import _

# An IPv4 address may stand at the end of these: translated (RFC 6052, RFC 7915) ...
TRANSLATED = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("::ffff:0:0:0/96"))
# ... or behind this half of any address (ISATAP, RFC 5214).
ISATAP = (0x00005EFE, 0x02005EFE)
NEVER = tuple(
    ipaddress.ip_network(n)
    for n in ("0.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "224.0.0.0/4", "240.0.0.0/4", "255.255.255.255/32",
              "::/128", "fe80::/10", "ff00::/8", "64:ff9b:1::/48", "fec0::/10", "100.100.100.200/32", "fd00:ec2::/32",
              "168.63.129.16/32", "fd20:ce::/32", "fd00:42::/32", "fd00:c1::/32", "3fff::/20",
              "5f00::/16")
)  # fmt: skip
INSIDE = tuple(
    ipaddress.ip_network(n)
    for n in ("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7")
)


LOOK_UP_SECONDS = 5.0
_resolvers = ThreadPoolExecutor(8, thread_name_prefix="look-up")


class NotAllowed(Exception):
    """The address may not be reached; the text says why."""


def vetted(host: str, port: int, *, private: bool = False) -> str:
    """Resolve a host and give the one address to connect to; addresses inside only where they are allowed."""
    try:
        found = _looked_up(host, port)
    except (OSError, UnicodeError) as error:
        raise OSError(_("Expected to find {host}, but its name cannot be resolved.", host=host)) from error
    addresses = [str(row[4][0]).partition("%")[0] for row in found]
    allowed = [address for address in addresses if may_reach(address, private=private)]
    if not allowed:
        raise NotAllowed(
            _(
                "Expected {host} to be outside, but it leads to an address that processes may not reach. An "
                "administrator can allow addresses inside for this connector.",
                host=host,
            )
        )
    return allowed[0]


def _looked_up(host: str, port: int) -> list[Any]:
    """Ask the resolver, which has no time limit of its own; raises OSError where it takes too long.

    A look-up that is given up may go on in its thread; there are a few of those, so that they cannot pile up.
    """
    asked = _resolvers.submit(lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    try:
        return asked.result(LOOK_UP_SECONDS)
    except TimeoutError as error:
        asked.cancel()
        raise OSError("no answer in time") from error


def may_reach(address: str, *, private: bool = False) -> bool:
    """Whether an address is out in the world, or `private` and inside; never link-local, metadata or multicast."""
    ip = _plain(ipaddress.ip_address(address))
    if _within(ip, NEVER) or ip.is_multicast or ip.is_unspecified or ip.is_link_local:
        return False
    if _within(ip, INSIDE):
        return private
    return ip.is_global


def _plain(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 address stands for."""
    if isinstance(ip, IPv4Address):
        return ip
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    if ip.sixtofour is not None:
        return ip.sixtofour
    if ip.teredo is not None:
        return ip.teredo[1]
    embeds = any(ip in network for network in TRANSLATED) or (int(ip) >> 32) & 0xFFFFFFFF in ISATAP
    if embeds or (int(ip) >> 32 == 0 and int(ip) > 1):
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip


def _within(ip: IPv4Address | IPv6Address, networks: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]) -> bool:
    return any(ip.version == network.version and ip in network for network in networks)
