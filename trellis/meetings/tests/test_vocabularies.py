import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.meetings import vocabularies
from trellis.meetings.features import FEATURES, feature_named, in_order
from trellis.meetings.pathways import PATHWAYS
from trellis.meetings.vocabularies import MODE_CODES, from_bmlt, from_codes, meanings, to_bmlt, to_codes

TABLES = tomllib.loads((Path(vocabularies.__file__).parent / "data" / "vocabularies.toml").read_text(encoding="utf-8"))

pathways = st.sampled_from(sorted(PATHWAYS))
known_codes = pathways.flatmap(lambda way: st.tuples(st.just(way), st.lists(st.sampled_from(sorted(meanings(way))))))
unknown_codes = st.lists(st.sampled_from(["AC", "BS", "ZZ9", "Ünbekannt", "x-own", "99"]), unique=True)


def test_a_letter_means_what_its_pathway_says() -> None:
    assert from_codes("aa", ["T"]) == ("transgender",)
    assert from_codes("aca", ["T"]) == ("fellowship-text",)
    assert from_codes("aa", ["POA"]) == ("proof-of-attendance",)
    assert from_codes("al-anon", ["POA"]) == ("parents",)
    assert from_codes("aa", ["Y"]) == ("young-people",)
    assert from_codes("al-anon", ["Y"]) == ("teens",)
    assert from_codes("na", ["QA"]) == ("questions",)


def test_closed_wins_over_open_and_nothing_is_assumed() -> None:
    assert from_codes("aa", ["O", "C"]) == ("closed",)
    assert from_codes("aa", ["C", "O"]) == ("closed",)
    assert from_codes("aa", ["X"]) == ("step-free",)
    assert from_codes("aa", []) == ()


def test_plain_names_and_other_cases_are_understood() -> None:
    assert from_codes("aa", ["Open", "Wheelchair Access", "w", "be"]) == ("open", "beginners", "women", "step-free")


def test_a_known_code_that_is_none_of_our_features_does_not_mean_what_it_means_elsewhere() -> None:
    assert from_codes("sca", ["GL"]) == ()  # graphic language, not gay and lesbian as in NA
    assert from_codes("da", ["CL"]) == ()  # clutter


@given(known_codes, unknown_codes)
def test_codes_go_to_features_and_back_without_loss(case: tuple[str, list[str]], unknown: list[str]) -> None:
    way, codes = case
    source = [*codes, *unknown]
    features = from_codes(way, source)
    back = to_codes(way, features, source)
    assert from_codes(way, back) == features
    assert set(unknown) <= set(back)
    contradicted = {"O"} if "closed" in features else set()
    assert set(source) - set(back) <= contradicted | {c for c in source if meanings(way).get(c) == "open"}


@given(pathways, st.lists(st.sampled_from(sorted(FEATURES)), unique=True))
def test_features_that_have_a_code_go_to_codes_and_back(way: str, features: list[str]) -> None:
    expressible = [feature for feature in in_order(features) if feature in meanings(way).values()]
    assert from_codes(way, to_codes(way, expressible)) == tuple(expressible)


@given(known_codes, st.lists(st.sampled_from(sorted(FEATURES)), unique=True))
def test_codes_of_features_that_were_taken_away_are_not_written(
    case: tuple[str, list[str]], features: list[str]
) -> None:
    way, codes = case
    written = to_codes(way, features, codes)
    assert set(from_codes(way, written)) <= set(in_order(features))


@given(st.lists(st.sampled_from(sorted(TABLES["bmlt-letters"]))), unknown_codes)
def test_bmlt_letters_go_to_features_and_back(letters: list[str], unknown: list[str]) -> None:
    features = from_bmlt([*letters, *unknown], {})
    back = to_bmlt(features, [*letters, *unknown])
    assert from_bmlt(back, {}) == features
    assert set(unknown) <= set(back)


def test_a_bmlt_format_is_known_by_its_world_identifier_and_its_name() -> None:
    table = {
        "Rz": {"key_string": "Rz", "name_string": "Rollstuhl", "world_id": "WCHR"},
        "SD": {"key_string": "SD", "name_string": "Speaker/Discussion", "world_id": "SPK"},
        "SL": {"key_string": "SL", "name_string": "ASL", "world_id": ""},
        "B": {"key_string": "B", "name_string": "Bring a mug", "world_id": ""},
        "PL": {"key_string": "PL", "name_string": "Polish", "world_id": "LANG"},
    }
    assert from_bmlt(["Rz"], table) == ("step-free",)
    assert from_bmlt(["SD"], table) == ("speaker", "discussion")
    assert from_bmlt(["SL"], table) == ("asl",)
    assert from_bmlt(["PL"], table) == ("lang-pl",)
    assert from_bmlt(["B"], table) == ()  # this server's own meaning, not the usual one
    assert from_bmlt(["B"], {}) == ("beginners",)


def test_a_server_with_letters_of_its_own_gets_those_back() -> None:
    table = {
        "B": {"key_string": "B", "name_string": "Bring a mug", "world_id": ""},
        "NB": {"key_string": "NB", "name_string": "Beginners", "world_id": "BEG"},
    }
    assert to_bmlt(from_bmlt(["B", "NB"], table), ["B", "NB"], table) == ("B", "NB")
    assert to_bmlt(["beginners"], (), table) == ("NB",)
    assert to_bmlt(["beginners"]) == ("B",)


@pytest.fixture(scope="module")
def shared() -> Path:
    folder = Path(__file__).resolve().parents[4] / "shared" / "data" / "meetings"
    if not folder.is_dir():
        pytest.skip("The real feeds are not beside this checkout (../shared/data/meetings).")
    return folder


@pytest.mark.shared_data
def test_every_code_of_the_specification_goes_there_and_back(shared: Path) -> None:
    codes = set(json.loads((shared / "meeting-guide-types.json").read_text(encoding="utf-8")))
    assert len(codes) == 87
    for code in codes - MODE_CODES:
        features = from_codes("aa", [code])
        assert len(features) == 1, code
        assert to_codes("aa", features) == (code,)
    for way in PATHWAYS:
        for code in codes | set(meanings(way)):
            features = from_codes(way, [code])
            assert to_codes(way, features, [code]) == (code,), (way, code)
            assert from_codes(way, to_codes(way, features)) == features, (way, code)


@pytest.mark.shared_data
def test_every_format_of_a_real_server_goes_there_and_back(shared: Path) -> None:
    rows = json.loads((shared / "bmlt-ny" / "GetFormats.json").read_text(encoding="utf-8"))
    table = {row["key_string"]: row for row in rows}
    assert len(table) == 44
    for key in table:
        features = from_bmlt([key], table)
        assert to_bmlt(features, [key], table) == (key,), key
        assert from_bmlt(to_bmlt(features, (), table), table) == features, key
    assert to_bmlt(from_bmlt(table, table), table, table) == tuple(key for key in table if key != "O")  # closed wins


def test_every_meaning_in_the_tables_is_a_feature() -> None:
    tables = [TABLES["meeting-guide"], TABLES["bmlt-world"], TABLES["bmlt-letters"], *TABLES["pathway"].values()]
    for table in tables:
        assert {meaning for meaning in table.values() if meaning} <= set(FEATURES)
        assert not set(table) & MODE_CODES
    assert set(TABLES["pathway"]) <= set(PATHWAYS)


def test_every_feature_is_known_by_all_its_own_names() -> None:
    for code, feature in FEATURES.items():
        for name in (code, feature.name, *feature.also):
            assert feature_named(name) == code, name
        assert feature.words.endswith(".")


@pytest.mark.parametrize("words", ["", "Nothing like it", "!!"])
def test_words_that_name_no_feature_name_none(words: str) -> None:
    assert feature_named(words) is None
