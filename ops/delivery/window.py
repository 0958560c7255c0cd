"""The window of low risk: when a deployment may begin (standard T-05)."""

from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from components.delivery.delivery_settings import WindowSettings

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""As Python numbers them."""
WEEK: Final = 7


def is_open(window: WindowSettings, now: datetime) -> bool:
    """Whether a deployment may begin now; at `until` it no longer may."""
    local = now.astimezone(ZoneInfo(window.timezone))
    begins, until = time.fromisoformat(window.begins), time.fromisoformat(window.until)
    return DAYS[local.weekday()] in window.days and begins <= local.time() < until


def opens(window: WindowSettings, now: datetime) -> datetime:
    """When it opens next, in the window's own time zone."""
    zone = ZoneInfo(window.timezone)
    today = now.astimezone(zone).date()
    days = (today + timedelta(days=ahead) for ahead in range(WEEK + 1))
    begins = time.fromisoformat(window.begins)
    openings = (datetime.combine(day, begins, zone) for day in days if DAYS[day.weekday()] in window.days)
    # Compared as moments: two times of one zone are compared by their clocks, which go back in autumn.
    return next(one for one in openings if one.timestamp() > now.timestamp())


def closed(window: WindowSettings | None, now: datetime) -> str:
    """That a deployment may not begin now, as `it is …`; empty where it may, as always where there is no window."""
    if window is None or is_open(window, now):
        return ""
    local = now.astimezone(ZoneInfo(window.timezone))
    return (
        f"it is {local:%a %H:%M} in {window.timezone}, and deployments begin {', '.join(window.days)} from "
        f"{window.begins} until {window.until}; the next window opens {opens(window, now):%a %Y-%m-%d %H:%M}"
    )
