"""Every number the recovery model rests on, in one table: unit, default, plausible range, source, grade of evidence.

Screens, documents and ensembles print from and sample from this table alone (`table()`), so a number cannot be
used without its source. The plausible range is what an ensemble draws from; it includes "no effect" wherever an
effect is claimed. The allowed range is what the arithmetic can bear; outside it `CascadeError` names the field, the
value and the range.

Grades: A randomised trials · B cohort studies that adjust · C one small or unadjusted study, or our arithmetic on a
published figure · D no published estimate: an assumption to be replaced by local, consented counts.
"""

from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, time
from math import isfinite
from numbers import Integral, Real
from typing import Any, Self, cast

GRADES = {
    "A": "randomised trials",
    "B": "cohort studies that adjust for differences between people",
    "C": "one small or unadjusted study, or arithmetic on a published figure",
    "D": "no published estimate: an assumption, to be measured locally",
}


class CascadeError(ValueError):
    """What was asked for cannot be simulated; the message says which field, the value and what is allowed."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One row of the table."""

    name: str
    meaning: str
    unit: str
    default: float
    low: float
    high: float
    least: float
    most: float
    source: str
    grade: str
    no_effect: float | None

    def __str__(self) -> str:
        return (
            f"{self.name} = {self.default:g} {self.unit} ({self.low:g} to {self.high:g}; {self.grade}; {self.source})"
        )


def _number(
    default: float,
    between: tuple[float, float],
    unit: str,
    grade: str,
    meaning: str,
    source: str,
    *,
    allowed: tuple[float, float] = (0.0, 1.0),
    no_effect: float | None = None,
) -> float:
    row = Parameter("", meaning, unit, default, *between, *allowed, source, grade, no_effect)
    declared: float = field(default=default, metadata={"row": row})
    return declared


_RATIO = (0.1, 10.0)
_MONTH = "per month"
_SHARE = "share"
_OURS = "assumption; no published estimate"
_MANNING = "Manning 2012, randomised, 151 people leaving detox"


@dataclass(frozen=True, kw_only=True, repr=False)
class Parameters:
    """The numbers of one world. `Parameters(start=0.04)` changes one; the rest keep their defaults."""

    attend_information: float = _number(
        0.33, (0.20, 0.45), _SHARE, "A", "attend within about 2.5 months when only told or given a leaflet", _MANNING
    )
    attend_worker: float = _number(
        0.48, (0.35, 0.60), _SHARE, "A", "attend within about 2.5 months when a worker introduces", _MANNING
    )
    attend_companion: float = _number(
        0.64, (0.50, 0.80), _SHARE, "A", "attend within about 2.5 months when a companion goes along", _MANNING
    )
    transfer: float = _number(
        0.5, (0.2, 1.0), "factor", "D", "how far the shares who attend hold for people not just out of treatment", _OURS
    )
    link: float = _number(
        0.003, (0.0005, 0.01), _MONTH, "D", "begin to attend with nobody's help, where groups are easy to reach",
        "assumption; checked against 29.7% mutual help among resolved, UK National Recovery Survey 2024",
        allowed=(0.0, 0.5),
    )  # fmt: skip
    link_per_carrier: float = _number(
        0.5, (0.0, 1.5), "added factor", "D",
        "how much each companion one knows (at most 3) adds to beginning to attend", _OURS,
        allowed=(0.0, 10.0), no_effect=0.0,
    )  # fmt: skip
    leave_early: float = _number(
        0.20, (0.10, 0.36), _MONTH, "C", "stop attending, first three months",
        "newcomer surveys; contested, 30% to 70% in the first month",
    )  # fmt: skip
    leave_later: float = _number(
        0.052,
        (0.02, 0.11),
        _MONTH,
        "B",
        "stop attending, later",
        "calibrated to Kelly and Moos 2003, 2,778 people: 40% in a year (0.043 if nobody had friends there)",
    )
    friend_keeps: float = _number(
        0.3, (0.0, 0.6), _SHARE, "D", "by how much a friend in the same group lowers stopping", _OURS, no_effect=0.0
    )
    start: float = _number(
        0.038, (0.02, 0.06), _MONTH, "C", "start recovery with no recovering contact, no using contact and no group",
        "calibrated to 6.8–9.1% a year reaching six months, Fleury 2016", allowed=(0.0, 0.5),
    )  # fmt: skip
    or_tie: float = _number(
        1.27, (1.0, 1.45), "odds ratio", "C", "starting recovery, for each contact in recovery",
        "Litt 2007 (27%, read as an odds ratio: the upper end); Framingham 1.10–1.18: the lower",
        allowed=_RATIO, no_effect=1.0,
    )  # fmt: skip
    or_tie_women: float = _number(
        1.05, (1.0, 1.1), "odds ratio", "C", "starting recovery, for each contact in recovery: women",
        "Litt 2015: women fared worse, networks unchanged",
        allowed=_RATIO, no_effect=1.0,
    )  # fmt: skip
    or_tie_ost: float = _number(
        1.05, (1.0, 1.1), "odds ratio", "C",
        "starting recovery, for each contact in recovery: people on opioid substitution treatment (OST)",
        "Day 2018, 83 people: no difference", allowed=_RATIO, no_effect=1.0,
    )  # fmt: skip
    or_use: float = _number(
        0.85, (0.7, 1.0), "odds ratio", "B", "starting recovery, for each using contact (at most 6)",
        "Kaskutas 2002: 0.7; Framingham: 1/1.18", allowed=_RATIO, no_effect=1.0,
    )  # fmt: skip
    or_group: float = _number(
        1.5, (1.0, 2.9), "odds ratio", "A", "starting recovery, while attending a group",
        "Timko 2006 (1.50, ours from 41% and 51%); Cochrane 2020 RR 1.21; Kaskutas 2002: 2.9",
        allowed=_RATIO, no_effect=1.0,
    )  # fmt: skip
    group_share: float = _number(
        0.2, (0.0, 0.6), "log odds", "D", "added to starting recovery if everybody in the group were in recovery",
        _OURS,
        allowed=(0.0, 3.0), no_effect=0.0,
    )  # fmt: skip
    group_power: float = _number(
        1.0, (1.0, 2.0), "power", "D", "how sharply a group's effect grows with its share in recovery",
        "no estimate exists for addiction", allowed=(0.25, 4.0),
    )  # fmt: skip
    causal: float = _number(
        1.0, (0.0, 1.0), "factor", "D", "how much of every observed social effect is a cause; 0 is none at all",
        "Shalizi and Thomas 2011: likeness and influence cannot be told apart in such data", no_effect=0.0,
    )  # fmt: skip
    return_0_3: float = _number(
        0.37, (0.25, 0.59), _MONTH, "C", "return to use, months 0 to 3 of recovery",
        "calibrated to Pagano 2004 and Dennis 2007; " + _MANNING + ", non-attenders: 0.375",
        allowed=(0.0, 0.95),
    )  # fmt: skip
    return_3_12: float = _number(
        0.085, (0.051, 0.119), _MONTH, "B", "return to use, months 3 to 12",
        "Dennis 2007, 1,162 people: 36% stay a year",
        allowed=(0.0, 0.95),
    )  # fmt: skip
    return_12_36: float = _number(
        0.043, (0.021, 0.049), _MONTH, "B", "return to use, years 1 to 3",
        "calibrated to Dennis 2007: 66% stay a year (0.035 with average contacts)",
        allowed=(0.0, 0.95),
    )  # fmt: skip
    return_36: float = _number(
        0.0126, (0.0076, 0.0176), _MONTH, "B", "return to use, after 3 years", "Dennis 2007: 86% stay a year",
        allowed=(0.0, 0.95),
    )  # fmt: skip
    hr_group: float = _number(
        0.45, (0.35, 1.0), "hazard ratio", "B", "return to use while attending a group, against not attending",
        "calibrated to Kelly and Moos 2003 (odds 2.84 for those who stop); Manning 2012 attenders 0.53",
        allowed=_RATIO, no_effect=1.0,
    )  # fmt: skip
    hr_help: float = _number(
        0.61, (0.5, 1.0), "hazard ratio", "C", "return to use while helping others, against not helping",
        "Pagano 2004 (ours from 40% and 22%)",
        allowed=_RATIO, no_effect=1.0,
    )  # fmt: skip
    become_carrier: float = _number(
        0.02, (0.005, 0.05), _MONTH, "D", "offer to go along with newcomers, from six months on, while attending", _OURS
    )
    carrier_introductions: float = _number(
        0.10, (0.0, 0.3), _MONTH, "D", "introductions each companion makes", _OURS, no_effect=0.0
    )
    carrier_load: float = _number(
        2, (1, 4), "people", "D", "most newcomers a companion goes along with in any three months", "a rule of ours",
        allowed=(0, 50),
    )  # fmt: skip
    consent: float = _number(
        0.6, (0.3, 0.9), _SHARE, "D", "of those offered a companion's introduction, how many say yes", _OURS
    )
    lasting_tie: float = _number(
        0.5, (0.0, 1.0), _SHARE, "D", "of accompanied introductions, how many leave a lasting tie, once attending",
        _OURS, no_effect=0.0,
    )  # fmt: skip
    stop_seeking: float = _number(0.01, (0.0, 0.03), _MONTH, "D", "in need, decide not to seek change for now", _OURS)
    seek_again: float = _number(0.01, (0.0, 0.03), _MONTH, "D", "not seeking change, decide to seek it", _OURS)
    death_need: float = _number(
        1.3, (0.9, 1.8), "per 100 person-years", "B", "deaths, in need and not on OST", "Cornish 2010, UK",
        allowed=(0.0, 50.0),
    )  # fmt: skip
    death_ost: float = _number(
        0.7, (0.5, 1.0), "per 100 person-years", "B", "deaths, on OST", "Cornish 2010, UK", allowed=(0.0, 50.0)
    )
    death_after_ost: float = _number(
        4.8, (3.0, 7.0), "per 100 person-years", "B", "deaths, month after stopping OST", "Cornish 2010, UK",
        allowed=(0.0, 50.0),
    )  # fmt: skip
    death_recovery: float = _number(
        0.5, (0.2, 1.0), "per 100 person-years", "D", "deaths, in recovery", _OURS, allowed=(0.0, 50.0)
    )
    stop_ost: float = _number(0.02, (0.0, 0.05), _MONTH, "D", "stop OST", _OURS, allowed=(0.0, 0.5))
    move_away: float = _number(0.002, (0.0, 0.006), _MONTH, "D", "leave the area", _OURS, allowed=(0.0, 0.5))
    new_need: float = _number(
        0.0, (0.0, 0.002), _MONTH, "D", "people around need who come to be in need", "off unless asked for",
        allowed=(0.0, 0.5),
    )  # fmt: skip
    travel: float = _number(
        2.0, (1.0, 6.0), "km", "D", "distance at which a group is a third (1/e) as easy to reach", _OURS,
        allowed=(0.05, 500.0),
    )  # fmt: skip
    other_pathway: float = _number(
        0.5, (0.2, 1.0), "factor", "D", "ease of a group on another pathway than one's own", _OURS, no_effect=1.0
    )
    other_time: float = _number(
        0.3, (0.1, 1.0), "factor", "D", "ease of a group at a time one is not free", _OURS, no_effect=1.0
    )
    bridge_handover: float = _number(
        0.3,
        (0.0, 0.6),
        _SHARE,
        "D",
        "of those who leave a bridged group, how many go on to the other",
        _OURS,
        no_effect=0.0,
    )

    def __post_init__(self) -> None:
        for row in table():
            value = getattr(self, row.name)
            check_number(row.name, value, row.least, row.most)

    def but(self, **changes: float) -> Self:
        """The same numbers with some changed; an unknown name is an error that lists the nearest."""
        for name in changes:
            check_name(name)
        return replace(self, **cast("dict[str, Any]", changes))

    def changed(self) -> dict[str, float]:
        """The parameters that differ from their defaults."""
        return {row.name: value for row in table() if (value := getattr(self, row.name)) != row.default}

    def as_dict(self) -> dict[str, float]:
        return asdict(self)

    def __repr__(self) -> str:
        return (
            f"Parameters({', '.join(f'{name}={value:g}' for name, value in self.changed().items()) or 'all defaults'})"
        )


def check_name(name: str, field: str = "") -> None:
    """Refuse a name that no parameter has, with those that are nearest; `field` is where it stands."""
    known = {row.name for row in table()}
    if name not in known:
        raise CascadeError(
            f"{field + ' names ' if field else ''}{name}: no such parameter; did you mean {_nearest(name, known)}?"
        )


def check_number(name: str, value: Any, least: float, most: float) -> None:
    """Refuse a number outside its allowed range, in words that say how to mend it."""
    plain = isinstance(value, Real) and not isinstance(value, bool)
    if not plain or not isfinite(value) or not least <= value <= most:
        raise CascadeError(f"{name} is {told(value)}; it must be a number from {_said(least)} to {_said(most)}")


def check_whole(name: str, value: Any, least: int, most: int) -> None:
    """The same for what is counted."""
    whole = isinstance(value, Integral) and not isinstance(value, bool)
    if not whole or not least <= value <= most:
        raise CascadeError(f"{name} is {told(value)}; it must be a whole number from {_said(least)} to {_said(most)}")


def told(value: Any, most: int = 120) -> str:
    """A value that somebody gave, as they wrote it, and not more of it than helps."""
    said = str(value) if isinstance(value, date | time) else repr(value)
    return said if len(said) <= most else f"{said[:most]} …"


def _said(number: float) -> str:
    if isinstance(number, int):
        return f"{number:,}" if abs(number) >= 10_000 else str(number)
    return f"{number:,.0f}" if abs(number) >= 10_000 else f"{number:g}"


def table() -> tuple[Parameter, ...]:
    """Every parameter, in the order of the model."""
    return _TABLE


def _nearest(name: str, known: set[str]) -> str:
    from difflib import get_close_matches

    return ", ".join(get_close_matches(name, sorted(known), n=3, cutoff=0.3)) or ", ".join(sorted(known))


_TABLE = tuple(replace(cast("Parameter", item.metadata["row"]), name=item.name) for item in fields(Parameters))
