"""How often somebody may try: per address and account, per account, and per address, and how long they then wait."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from math import ceil
from typing import ClassVar

from partnerschapsakte.foundation.outcomes import Fact, Refusal, Why
from partnerschapsakte.foundation.sentences import say

IPV6_NETWORK = 64
KNOWN_FOR = timedelta(days=90)
"""How long a browser stays known after somebody signed in there."""


@dataclass(frozen=True, slots=True)
class Brake:
    """At most so many failures within a time; after that, wait until the oldest of them is that old."""

    name: str
    most: int
    within: timedelta


PAIR = Brake("pair", 10, timedelta(hours=1))
"""One address with one browser on one account; or, on their own account, one browser in which somebody signed in."""

ACCOUNT = Brake("account", 100, timedelta(hours=1))
"""One account, from whatever address; not for a browser in which its owner signed in before."""

ADDRESS = Brake("address", 30, timedelta(minutes=1))
"""One address, on whatever form is open to strangers; not for a browser in which its owner signed in before.

It keeps no right password out, because a whole municipality may share one address: what fails is told to wait.
"""

SECOND_FACTOR = Brake("second_factor", 10, timedelta(hours=1))
"""One person who gave the right password already."""

FEDERATION = Brake("federation", 30, timedelta(minutes=1))
"""One address, on coming back from an identity provider: any page can send a browser there, so it counts apart."""

DEPARTURE = Brake("departure", 300, timedelta(minutes=1))
"""One address, on leaving for an identity provider: each time a row is kept; a municipality leaves all at once too."""

TOKEN = Brake("token", 10, timedelta(hours=1))
"""One address, on tokens of the API that open nothing. It turns nobody away: it bounds what is written down of them."""

LONGEST = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class BrakePulled(Fact):
    """So many attempts failed that the next ones wait; ``subject`` is the fingerprint of an address or an account."""

    tag: ClassVar[str] = "access:brake:pulled"

    brake: str
    failures: int


def wait(brake: Brake, failed_at: Sequence[datetime], now: datetime) -> int:
    """Return how many seconds to wait; 0 if the next attempt may be made. ``failed_at`` has the latest first."""
    recent = [moment for moment in failed_at if moment > now - brake.within]
    if len(recent) < brake.most:
        return 0
    return ceil((recent[brake.most - 1] + brake.within - now).total_seconds())


def network_of(address: str) -> str:
    """Return what counts as one address: of IPv6 the /64, which one subscriber has as a whole."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return f"{IPv6Address(int(parsed) >> IPV6_NETWORK << IPV6_NETWORK)}/{IPV6_NETWORK}"


def too_many() -> Refusal:
    """Return what somebody hears who tried too often in a minute, whatever they tried."""
    return Refusal(
        Why.NOT_PERMITTED,
        "too_many_attempts",
        say("Too many attempts came from your network in a short time. Wait a minute and try again."),
    )
