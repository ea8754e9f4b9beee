"""A check of the engine against a number from elsewhere, with its tolerance, verdict and role."""

from dataclasses import dataclass

EXACT, CALIBRATED, HELD_OUT, LIMIT = "exact", "calibrated to", "held out", "analytic"


@dataclass(frozen=True, slots=True)
class Check:
    """`published` and `ours` as printed; `passed` is the verdict; `note` says what a reader should know."""

    code: str
    what: str
    published: str
    ours: str
    tolerance: str
    passed: bool
    role: str
    note: str = ""

    def __str__(self) -> str:
        verdict = "met" if self.passed else "NOT MET"
        figures = f"published {self.published}, ours {self.ours} ({self.tolerance}; {self.role})"
        return f"{self.code:<4} {verdict:<8} {self.what}: {figures}"


def near(
    code: str, what: str, expected: float, ours: float, tolerance: float, role: str = LIMIT, note: str = ""
) -> Check:
    """A check that one number is within a tolerance of another."""
    passed = abs(ours - expected) <= tolerance
    return Check(code, what, f"{expected:.4g}", f"{ours:.4g}", f"± {tolerance:.2g}", passed, role, note)
