"""Every dependency says in one line why it is here, and is pinned with its hashes."""

import re
import tomllib

from tests.conventions.code import REPOSITORY, told

PYPROJECT = (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")
REQUIREMENT = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", re.MULTILINE | re.IGNORECASE)
# Their names say it: types of a package above, and the test runner itself.
CLEAR_BY_NAME = re.compile(r"^(types-|pytest\b(?:$|>|-django)|ruff\b)")
MOST_RUNTIME_DEPENDENCIES = 25


def unexplained(text: str) -> list[str]:
    """The requirement lines of a pyproject.toml that end without a comment."""
    lines = re.findall(r'^  "([^"]+)",(.*)$', text, re.MULTILINE)
    return [
        wanted for wanted, rest in lines if re.match(r"[a-z]", wanted) and is_requirement(wanted) and "#" not in rest
    ]


def is_requirement(wanted: str) -> bool:
    return bool(re.match(r"^[a-z0-9._-]+(\[[a-z,]+\])?\s*([<>=~!].*)?$", wanted)) and not CLEAR_BY_NAME.match(wanted)


def pinned(kind: str) -> dict[str, str]:
    return dict(REQUIREMENT.findall((REPOSITORY / "requirements" / f"{kind}.txt").read_text(encoding="utf-8")))


def test_every_dependency_says_why():
    listing = PYPROJECT[PYPROJECT.index("dependencies = [") : PYPROJECT.index("[project.scripts]")]
    missing = unexplained(listing)
    assert not missing, "Say in a comment on the same line why it is here:" + told(missing)


def test_there_are_few():
    assert len(tomllib.loads(PYPROJECT)["project"]["dependencies"]) <= MOST_RUNTIME_DEPENDENCIES


def test_every_dependency_is_pinned():
    wanted = [re.split(r"[^\w.-]", line)[0] for line in tomllib.loads(PYPROJECT)["project"]["dependencies"]]
    assert [name for name in wanted if name not in pinned("runtime")] == [], "Run script/update."


def test_every_pin_has_hashes():
    for kind in ("runtime", "dev"):
        text = (REPOSITORY / "requirements" / f"{kind}.txt").read_text(encoding="utf-8")
        blocks = re.split(r"\n(?=[a-z0-9])", text, flags=re.IGNORECASE)
        assert [block.split()[0] for block in blocks if "==" in block and "--hash=sha256:" not in block] == []


def test_makers_and_servers_run_the_same_versions():
    runtime, dev = pinned("runtime"), pinned("dev")
    assert {name: (version, dev.get(name)) for name, version in runtime.items() if dev.get(name) != version} == {}


def test_a_dependency_without_a_reason_is_found():
    assert unexplained('  "leftpad>=1",\n  "numpy>=2",  # arrays\n') == ["leftpad>=1"]
