"""How often one address may ask. It stops a flood; a school behind one address never meets it.

A token bucket for each address: 40 classes that open a plan, read and comment within a lesson are
some 2,000 pages and forms, which is what a bucket holds; it fills again by the second. What a
stranger could try out by asking often (confirmation numbers) is limited by receipt, in the service
that owns it, not here.
"""

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable

# An address that was quiet for so long that its bucket is full again is forgotten; of a flood from
# very many addresses, the last ones are remembered.
ADDRESSES_KEPT = 50_000
# One customer's line has a network of its own in IPv6.
IPV6_PREFIX = 64


class Rates:
    """The buckets of one process, in memory: a restart forgives."""

    def __init__(
        self, per_second: float, burst: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._per_second = per_second
        self._burst = burst
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait_s(self, address: str) -> float:
        """Take one from an address's bucket; return 0, or after how many seconds there is one."""
        network = network_of(address)
        if network is None:
            return 0.0
        now = self._clock()
        left, then = self._buckets.pop(network, (self._burst, now))
        left = min(self._burst, left + (now - then) * self._per_second)
        if left < 1:
            self._buckets[network] = (left, now)
            return (1 - left) / self._per_second
        self._buckets[network] = (left - 1, now)
        while len(self._buckets) > ADDRESSES_KEPT:
            self._buckets.popitem(last=False)
        return 0.0


def network_of(address: str) -> str | None:
    """Return whose bucket it is; None for this machine itself, which nobody has to fear.

    Behind a reverse proxy the server puts the visitor's address in place of the proxy's
    (``X-Forwarded-For``), so that a visitor is never taken for this machine.
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return None  # a socket of the operating system has no address
    if parsed.is_loopback:
        return None
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, IPV6_PREFIX), strict=False))
    return str(parsed)
