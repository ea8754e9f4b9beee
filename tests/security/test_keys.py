"""OWASP ASVS 5.0, V11: ciphers and keys. docs/keys.md is the inventory, and this holds the code to it."""

import ast
import re

import pytest
from cryptography.fernet import Fernet

from tests.conventions.code import REPOSITORY, dotted, name_of, parsed, python_files, told
from trellis.safety.sealed import SealedError, opened, sealed

PAGE = REPOSITORY / "docs" / "keys.md"
LIBRARIES = {"hashlib", "hmac", "secrets", "cryptography", "ssl", "django.core.signing", "django.utils.crypto"}
NO_SECRET = "hashes that guard no secret"
HASHES = {"sha256", "blake2b", "blake2s", "scrypt", "file_digest", "new"}
CIPHERS = {"Fernet", "MultiFernet", "InvalidToken", "AESGCM", "InvalidTag"}


def sources():
    return {name_of(file): parsed(file) for file in python_files(with_tests=False) if "trellis/" in name_of(file)}


def imported(module):
    """Each library of ciphers that a file imports from, and the names it takes."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from ((alias.name, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            whole = {f"{node.module}.{alias.name}" for alias in node.names}
            of = next((one for one in LIBRARIES if node.module.startswith(one) or one in whole), node.module)
            yield from ((of, alias.name) for alias in node.names)


def uses_ciphers(module):
    return {of for of, _ in imported(module) if of.split(".")[0] in LIBRARIES or of in LIBRARIES}


def test_asvs_11_1_2_and_11_1_3_every_file_that_uses_a_cipher_or_a_hash_stands_in_the_inventory():
    listed = set(re.findall(r"`(trellis/[\w/]+\.py)`", PAGE.read_text(encoding="utf-8")))
    using = {name for name, module in sources().items() if uses_ciphers(module)}
    assert len(using) > 20
    assert using - listed == set(), "Say in docs/keys.md what for."
    assert listed - using == set(), "These use none any more."


def test_asvs_11_1_2_every_key_stands_in_the_inventory():
    text = PAGE.read_text(encoding="utf-8")
    for key in ("SECRET_KEY", "FIELD_KEYS", "TRELLIS_BACKUP_KEY", "key of lookups"):
        assert f"| {key}" in text or f"| `{key}`" in text


def test_asvs_11_2_1_ciphers_come_from_libraries_that_others_have_looked_at():
    """cryptography, and Python's own hashlib, hmac and secrets: nothing of our own making."""
    taken = {name for module in sources().values() for of, name in imported(module) if of.startswith("cryptography")}
    assert taken == CIPHERS


def test_asvs_11_3_1_and_11_3_2_what_is_sealed_is_sealed_by_two_ciphers_alone():
    """Fernet (AES-128-CBC with HMAC-SHA256, encrypt-then-MAC) and AES-256-GCM."""
    said = "".join((REPOSITORY / "trellis/safety" / name).read_text() for name in ("sealed.py", "sealing.py"))
    assert not re.search(r"\b(ECB|PKCS1v15|ARC4|TripleDES|Blowfish)\b", said)
    assert {"MultiFernet", "AESGCM"} <= set(re.findall(r"\w+", said))


def calls(module):
    return [node for node in ast.walk(module) if isinstance(node, ast.Call)]


def test_asvs_11_4_1_and_11_4_3_no_hash_is_one_that_was_broken():
    found = {}
    for name, module in sources().items():
        for node in calls(module):
            called = dotted(node.func) or ""
            if called.startswith("hashlib.") and called.split(".")[1] not in HASHES:
                found[name] = called
            chosen = next((one.value for one in node.keywords if one.arg == "algorithm"), None)
            if called.endswith("salted_hmac") and getattr(chosen, "value", "sha1") != "sha256":
                found[name] = "salted_hmac takes SHA-1 unless told otherwise"
    assert not found, told([f"{name}: {what}" for name, what in found.items()])


def test_asvs_11_5_1_what_nobody_may_guess_has_128_bits_from_the_system():
    short, counted = [], 0
    for name, module in sources().items():
        for node in calls(module):
            if (dotted(node.func) or "").startswith("secrets.token_"):
                counted += 1
                if not (node.args and isinstance(node.args[0], ast.Constant) and node.args[0].value >= 16):
                    short.append(name)
    assert counted >= 4
    assert not short, told(short)


@pytest.mark.parametrize("place", [0, 1, 9, 20, 40, -40, -8])
def test_asvs_11_3_3_and_11_2_5_what_was_changed_is_refused_and_gives_nothing(place, settings):
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    token = sealed("jo@example.org")
    other = "A" if token[place] != "A" else "B"
    changed = f"{token[:place]}{other}{token[place + 1 :]}"
    with pytest.raises(SealedError) as refused:
        opened(changed)
    assert "jo@" not in str(refused.value)


def test_asvs_11_3_4_the_same_words_are_never_sealed_alike(settings):
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    assert len({sealed("jo@example.org") for _ in range(50)}) == 50


def test_asvs_11_2_2_and_11_6_1_a_key_can_be_changed_and_old_words_stay_open(settings):
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.FIELD_KEYS = [old]
    before = sealed("jo@example.org")
    settings.FIELD_KEYS = [new, old]
    assert opened(before) == "jo@example.org"
    after = sealed("jo@example.org")
    settings.FIELD_KEYS = [new]
    assert opened(after) == "jo@example.org"
    with pytest.raises(SealedError):
        opened(before)


def test_hashes_that_guard_nothing_are_told_apart():
    assert f"## {NO_SECRET.capitalize()}" in PAGE.read_text(encoding="utf-8")
