"""The `trellis` command."""

import pytest

from trellis.config import cli


def test_alone_it_lists_our_own_commands(capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["trellis"])
    printed = capsys.readouterr().out
    for command in cli.OWN_COMMANDS:
        assert f"  {command} " in printed


def test_a_wrong_setting_is_said_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    from trellis.lib.env import WrongSettingError

    def refuse(words: list[str]) -> None:
        raise WrongSettingError("LAMPS is 'many'.")

    monkeypatch.setattr("django.core.management.execute_from_command_line", refuse)
    with pytest.raises(SystemExit, match="A setting is wrong. LAMPS is 'many'."):
        cli.main(["trellis", "check"])
