"""Nobody keeps another from handing in: a party has a few places, and who sends too slowly loses theirs."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from partnerschapsakte.sealed.storage.age import Readable
from partnerschapsakte.sealed.storage.pulling import AT_ONCE, PER_PARTY, Patience, pull

SOON = 10.0
"""Seconds; only a test that fails takes them."""


async def until(told: asyncio.Event) -> AsyncIterator[bytes]:
    """Send one byte, and the rest when told: a sender who is in no hurry."""
    yield b"x"
    await told.wait()
    yield b"y"


async def at_once(content: bytes = b"z") -> AsyncIterator[bytes]:
    yield content


async def dripping(pause: float) -> AsyncIterator[bytes]:
    while True:
        await asyncio.sleep(pause)
        yield b"x"


def eat(source: Readable) -> int:
    size = 0
    while data := source.read(1024):
        size += len(data)
    return size


def test_a_party_that_sends_many_parts_slowly_keeps_no_other_party_waiting() -> None:
    async def trial() -> None:
        told = asyncio.Event()
        greedy = [asyncio.create_task(pull(until(told), eat, party_id="gulzig")) for _ in range(3 * AT_ONCE)]
        await asyncio.sleep(0.05)
        assert await asyncio.wait_for(pull(at_once(), eat, party_id="ander"), SOON) == 1
        told.set()
        assert await asyncio.wait_for(asyncio.gather(*greedy), SOON) == [2] * len(greedy)

    asyncio.run(trial())


def test_a_party_has_so_many_places_and_its_next_parts_wait_for_its_own() -> None:
    async def trial() -> None:
        told, busy, most = asyncio.Event(), 0, 0

        async def counted() -> AsyncIterator[bytes]:
            nonlocal busy, most
            busy += 1
            most = max(most, busy)
            yield b"x"
            await told.wait()
            busy -= 1

        sent = [asyncio.create_task(pull(counted(), eat, party_id="een")) for _ in range(PER_PARTY + 3)]
        await asyncio.sleep(0.2)
        assert busy == PER_PARTY
        told.set()
        assert await asyncio.wait_for(asyncio.gather(*sent), SOON) == [1] * len(sent)
        assert most == PER_PARTY

    asyncio.run(trial())


@pytest.mark.parametrize(
    "patience",
    [
        Patience(silence=0.05, grace=SOON, slowest=1),  # says nothing for too long
        Patience(silence=SOON, grace=0.2, slowest=1000),  # never silent for long, and never done
    ],
)
def test_who_sends_too_slowly_loses_the_place(patience: Patience) -> None:
    async def trial() -> None:
        pause = 1.0 if patience.silence < patience.grace else 0.02
        for _ in range(PER_PARTY + 1):  # the place is given back each time
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(pull(dripping(pause), eat, party_id="traag", patience=patience), SOON)

    asyncio.run(trial())


def test_patience_grows_with_what_came_in_and_a_slow_line_is_slow_enough() -> None:
    patience = Patience()
    assert patience.left(0, 0) == 120
    assert patience.left(119, 0) == 1
    assert patience.left(120, 0) <= 0
    assert patience.left(3600, 3600 * 16 * 1024) == 120  # an hour at the slowest pace, and still welcome
    assert patience.left(3721, 3600 * 16 * 1024) < 0


def test_a_fast_sender_has_all_the_time_that_the_database_takes() -> None:
    def slowly(source: Readable) -> int:
        import time  # noqa: PLC0415 - the slow database of this test

        time.sleep(0.3)
        return eat(source)

    async def trial() -> int:
        hurried = Patience(silence=SOON, grace=0.2, slowest=1)
        return await pull(at_once(b"abc"), slowly, party_id="snel", patience=hurried)

    assert asyncio.run(trial()) == 3
