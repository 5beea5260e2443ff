"""The only module that asks what time it is."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def now() -> datetime:
    """Return this moment, in UTC."""
    return datetime.now(UTC)


def local_date(moment: datetime) -> date:
    """Return the date on the wall calendar of the municipality at this moment."""
    return moment.astimezone(AMSTERDAM).date()


def noon(day: date) -> datetime:
    """Return noon of this day in Amsterdam: the instant of a fact of which only the day is known."""
    return datetime.combine(day, time(12), AMSTERDAM).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """Return the last second of this day in Amsterdam: what "as of a date" means."""
    return datetime.combine(day, time(23, 59, 59), AMSTERDAM).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class PracticeClock:
    """The clock of a demonstration: it runs as the real one, and can be wound forward; its file keeps how far."""

    file: Path

    def now(self) -> datetime:
        """Return the moment that is practised."""
        return now() + self._ahead

    def real_now(self) -> datetime:
        """Return the real moment."""
        return now()

    def wind(self, day: date) -> None:
        """Wind it to noon of a later day; it never runs back."""
        ahead = noon(day) - now()
        if ahead > self._ahead:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            self.file.write_text(str(int(ahead.total_seconds())), "ascii")

    @property
    def _ahead(self) -> timedelta:
        return timedelta(seconds=int(self.file.read_text("ascii"))) if self.file.exists() else timedelta()
