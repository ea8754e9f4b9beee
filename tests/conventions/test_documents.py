"""Documents do not rot: links lead somewhere, commands exist, and every decision is in the index."""

import re
from pathlib import Path

from django.core.management import get_commands

from tests.conventions.code import REPOSITORY, files, name_of, told
from tests.conventions.test_glossary import exists
from trellis.config.cli import OWN_COMMANDS

LINK = re.compile(r"(?<!`)!?\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
SCRIPT = re.compile(r"\bscript/([a-z]+)")
COMMAND = re.compile(r"(?:^|`|bin/)trellis ([a-z][a-z_-]+)\b", re.MULTILINE)
NAMED = re.compile(r"`(trellis(?:\.\w+)+|(?:trellis|tests)/[\w./-]+)`")
DECISIONS = REPOSITORY / "docs" / "decisions"


def documents() -> list[tuple[Path, str]]:
    return [(file, file.read_text(encoding="utf-8")) for file in files(".md", under=())]


def broken_links(text: str, folder: Path) -> list[str]:
    """Links to files that are not there. Links to other sites are not tried: no test reaches the network."""
    return [
        to
        for to in LINK.findall(text)
        if "://" not in to and not to.startswith("mailto:") and not (folder / to).exists()
    ]


def unknown_commands(text: str) -> list[str]:
    return sorted(set(COMMAND.findall(text)) - set(get_commands()) - set(OWN_COMMANDS))


def test_links_lead_to_files_that_are_there():
    broken = [f"{name_of(file)}: {link}" for file, text in documents() for link in broken_links(text, file.parent)]
    assert not broken, told(broken)


def test_scripts_that_are_named_are_there():
    gone = [
        f"{name_of(file)}: script/{script}"
        for file, text in documents()
        for script in SCRIPT.findall(text)
        if not (REPOSITORY / "script" / script).exists()
    ]
    assert not gone, told(gone)


def test_commands_that_are_named_exist():
    unknown = [f"{name_of(file)}: trellis {name}" for file, text in documents() for name in unknown_commands(text)]
    assert not unknown, told(unknown)


def test_code_that_is_named_is_there():
    gone = [
        f"{name_of(file)}: {name}"
        for file, text in documents()
        for name in NAMED.findall(text)
        if not (REPOSITORY / name).exists() and not ("/" not in name and exists(name))
    ]
    assert not gone, told(gone)


def test_every_command_of_our_own_exists():
    assert {name.replace("-", "_") for name in OWN_COMMANDS} - set(get_commands()) - {"cascade"} == set()


def test_every_decision_is_in_the_index_under_its_title():
    index = (DECISIONS / "README.md").read_text(encoding="utf-8")
    for decision in DECISIONS.glob("0*.md"):
        title = decision.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
        assert f"| [{decision.name[:4]}]({decision.name}) | {title} |" in index


def test_every_document_can_be_come_to_from_the_index_of_documents():
    reached, waiting = set(), [REPOSITORY / "docs" / "README.md"]
    while waiting:
        document = waiting.pop()
        if document not in reached and document.suffix == ".md" and document.is_file():
            reached.add(document)
            links = LINK.findall(document.read_text(encoding="utf-8"))
            waiting += [(document.parent / link).resolve() for link in links if "://" not in link]
    lost = [name_of(file) for file, _ in documents() if "docs" in file.parts and file not in reached]
    assert not lost, "No document leads to these:" + told(lost)


def test_decisions_say_context_decision_and_consequences():
    for decision in DECISIONS.glob("0*.md"):
        headings = re.findall(r"^## (.+)$", decision.read_text(encoding="utf-8"), re.MULTILINE)
        assert headings == ["Context", "Decision", "Consequences"], decision.name


def test_a_broken_link_and_an_unknown_command_are_found(tmp_path):
    (tmp_path / "there.md").touch()
    assert broken_links("[a](there.md) [b](gone.md#part) [c](https://example.org)", tmp_path) == ["gone.md"]
    assert unknown_commands("`trellis migrate` and `trellis fly`") == ["fly"]
