import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trellis.meetings.models import Meeting
from trellis.opendata import naming
from trellis.opendata.naming import features_in
from trellis.opendata.tests.feeds import import_feed, meeting


@pytest.mark.parametrize(
    ("name", "features"),
    [
        ("Northwood Women's Meeting", "women"),
        ("Hayle Wednesday Women’S", "women"),
        ("Nottingham Women`S Emotional Sobriety", "women"),
        ("Greenock Ladies Big Book", "women big-book"),
        ("Telford Ladies Newcomer Step", "beginners women step-study"),
        ("Derry Rossdowney House Womens Group", "women"),
        ("Southsea Women & Lgbtqia+ Step", "women lgbtq step-study"),
        ("Queer, Bi & Lesbian Women, Trans & Non Binary Babes", "women non-binary lgbtq lesbian transgender"),
        ("Hackney Wick Mens Newcomer", "beginners men"),
        ("Rule 62 Mens Club", "men"),
        ("Men’S Meeting East London", "men"),
        ("Gay Men's Freedom", "men lgbtq gay"),
        ("Young Women's", "women young-people"),
        ("Soho Young Person`S Step & Tradition", "young-people step-study tradition-study"),
        ("Young People In Sobriety Newcomers Meeting", "beginners young-people"),
        ("Dublin City Capel Street LGBT Group", "lgbtq"),
        ("Aberdeen Polish", "lang-pl"),
        ("Leicester Spikerka (Polish Speaking)", "lang-pl"),
        ("Nowa Wolność | Hybrid Meeting In Polish", "lang-pl"),
        ("Dramblys Lithuanian & Russian Speaking", "lang-lt lang-ru"),
        ("Monday Farsi Finchley Women", "women lang-fa"),
        ("Soho La Puerta Negra (Spanish Speaking / Español)", "lang-es"),
        ("Islington 1-2-3 Newcomer & Beginners", "beginners"),
        ("Reading Big Book Study", "big-book"),
        ("Hexham Step", "step-study"),
        ("Beaconsfield Step Hybrid", "step-study"),
        ("Brighton Step 11 Prayer & Meditation", "step-study step-eleven meditation"),
        ("Wishaw 11Th Step Meditation", "step-eleven meditation"),
        ("Plumstead Beginners Steps 123", "beginners step-study"),
        ("Corby 12 Steps & Traditions", "step-study tradition-study"),
        ("Kemp Town We Agnostics", "secular"),
    ],
)
def test_a_name_says_plainly_what_a_meeting_is_like(name: str, features: str) -> None:
    assert set(features_in(name)) == set(features.split())


@pytest.mark.parametrize(
    "name",
    [
        *("Leeds Women's Centre", "Women's Institute Hall", "Bath Women and Children's Refuge", "Ladysbridge"),
        *("Good Men and Women", "Men & Women", "Women, Men", "No men", "Menstrie Recovery", "Mentor House"),
        *("Cloyne Mens Shed Serenity Group", "Batley Working Men's Club", "Amendment", "Newmarket", "New Cross"),
        *("Polish Club", "Balham Polish Community Centre", "Spit And Polish", "Polish Your Recovery"),
        *("French Creek", "Welsh Back", "Spanish City", "Frankford", "Language Of The Heart", "Irishtown"),
        *("Moss Side Youth Centre", "Young At Heart", "Young And Old", "Gay Street", "Rainbow Recovery"),
        *("Transitioning into Life", "Hove Always A Newcomer", "Allestree Newcomer’S Friendly", "Newcomers, Oldtimers"),
        *("Steps To Freedom", "One Step At A Time", "Step By Step", "First Step", "The Big Step", "Step Up"),
        *("Cork City Rock Steps", "Seven Steps Lane", "Stepney", "Step Into The Light", "The Next Right Steps"),
        *("Hamilton 8111", "Biggleswade Bookworms", "The Third Tradition Group", ""),
    ],
)
def test_a_name_that_leaves_a_doubt_says_nothing(name: str) -> None:
    assert features_in(name) == ()


@settings(max_examples=400, suppress_health_check=[HealthCheck.filter_too_much])
@given(st.data())
def test_no_name_that_says_something_is_passed_over(data: st.DataObject) -> None:
    saying = data.draw(st.sampled_from(naming._SAYINGS))
    name = data.draw(st.from_regex(saying.says, alphabet=st.characters(codec="ascii")))
    assert any(stem in name.casefold() for stem in naming._STEMS)


@pytest.mark.django_db
def test_features_from_a_name_join_those_of_the_source_and_say_so() -> None:
    import_feed(
        [meeting("a", name="Oxford Women's Big Book", types=["X", "B"]), meeting("b", name="Hope", types=["W"])]
    )
    found = Meeting.objects.get(source_key="a")
    assert found.features == ["women", "step-free", "big-book"]
    assert found.derived["features"] == "Women: from its name."
    assert found.source_codes == ["X", "B"]
    assert "features" not in Meeting.objects.get(source_key="b").derived
