"""Hypothesis strategies for rules and schedules: every part of the subset, near the two nights when clocks change."""
# ruff: noqa: DTZ001 - wall times are naive on purpose

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import strategies as st

from trellis.meetings.recurrence import DAYS, Schedule

# Hours that change at 01:00, 02:00, by half an hour, never, and around Ramadan.
ZONES = ("Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Casablanca")
dates_nearby = st.dates(date(2024, 1, 1), date(2028, 12, 31))
_changes = [  # one change each way, in UTC, of the zones above
    datetime(2026, 3, 29, 1), datetime(2026, 10, 25, 1), datetime(2026, 3, 8, 7), datetime(2026, 11, 1, 6),
    datetime(2026, 4, 4, 15), datetime(2026, 10, 3, 15, 30), datetime(2026, 2, 15, 2), datetime(2026, 3, 22, 2),
]  # fmt: skip
moments = st.datetimes(datetime(2024, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC)) | st.builds(
    lambda change, minutes: change.replace(tzinfo=UTC) + timedelta(minutes=minutes),
    st.sampled_from(_changes),
    st.integers(-1500, 1500),
)
times_of_day = st.times().map(lambda moment: time(moment.hour, moment.minute)) | st.sampled_from(
    [time(0), time(0, 30), time(1), time(1, 30), time(2), time(2, 15), time(2, 30), time(3), time(23, 30)]
)
_weekdays = st.lists(st.sampled_from(DAYS), min_size=1, max_size=4, unique=True)
_nth_days = st.lists(
    st.builds(lambda nth, day: f"{nth}{day}", st.sampled_from([1, 2, 3, 4, 5, -1, -2, -5]), st.sampled_from(DAYS)),
    min_size=1,
    max_size=4,
    unique=True,
)
_month_days = st.lists(st.integers(-31, 31).filter(bool), min_size=1, max_size=4, unique=True)
holidays = st.lists(
    st.sampled_from(["public:GB-ENG", "public:GB-SCT", "public:IE", "public:US", "good-friday", "christmas-day"]),
    max_size=2,
    unique=True,
).map(tuple)
_months = st.none() | st.lists(st.integers(1, 12), min_size=1, max_size=12, unique=True)


def _joined(values: list[object]) -> str:
    return ",".join(map(str, values))


@st.composite
def rule_texts(draw: st.DrawFn) -> str:
    parts = ["FREQ=WEEKLY", f"BYDAY={_joined(draw(_weekdays))}"]
    if draw(st.booleans()):
        by_day, by_month_day = draw(st.sampled_from([(True, False), (False, True), (True, True), (False, False)]))
        parts = ["FREQ=MONTHLY"]
        if by_day:
            parts.append(f"BYDAY={_joined(draw(_nth_days | _weekdays))}")
        if by_month_day:
            parts.append(f"BYMONTHDAY={_joined(draw(_month_days))}")
    interval = draw(st.sampled_from([1, 1, 1, 2, 3, 5]))
    parts.append(f"INTERVAL={interval}")
    if months := draw(_months):
        parts.append(f"BYMONTH={_joined(months)}")
    parts.append(f"WKST={draw(st.sampled_from(DAYS))}")
    end = draw(st.sampled_from(["", "", "UNTIL", "COUNT"]))
    if end == "UNTIL":
        parts.append(f"UNTIL={draw(dates_nearby):%Y%m%d}")
    elif end == "COUNT":
        parts.append(f"COUNT={draw(st.integers(1, 12))}")
    return ";".join(parts)


@st.composite
def schedules(draw: st.DrawFn, zones: tuple[str, ...] = ZONES) -> Schedule:
    return Schedule(
        start=draw(times_of_day),
        minutes=draw(st.integers(1, 1440) | st.sampled_from([60, 90])),
        zone=draw(st.sampled_from(zones)),
        rule=draw(rule_texts()),
        starts_on=draw(dates_nearby),
    )
