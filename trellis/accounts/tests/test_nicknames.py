import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.accounts.nicknames import is_like_a_full_name, refusal


def listed(text):
    return text.split("|")


NAMES = listed(
    "Jo Smith|jo smith|JO SMITH|Jo.Smith|jo_smith|JoSmith|Smith, Jo|Jo Smith 62|Jo 'Red' Smith|J. Smith|Jo. Smith"
    "|Mr Smith|Dr John Smith|Dave Young|Amy Green|Tom Good|Ruth Little|Ben Boyle|Mary-Anne O’Neill|Seán Ó Murchú"
    "|Siân Rhys Jones|Iain MacDonald|DeShawn Carter|Jan van der Berg|Marine Le Pen|María del Carmen García López"
    "|João da Silva|Anna di Luca|Björn Åkesson|Łukasz Wiśniewski|Nguyễn Văn An|Nguye\u0302\u0303n Va\u0306n An"
    "|Zoë Brontë"
    "|Mehmet Öztürk|Kwame Nkrumah|Ngũgĩ Thiong’o|Mohammed Khan|Abdul Rahman al Rashid|Priya Sharma|राम शर्मा"
    "|রহিম উদ্দিন|குமார் ராஜா|ਹਰਪ੍ਰੀਤ ਸਿੰਘ|محمد علي|فاطمة الزهراء|שרה כהן|Иван Петров|Олена Шевченко"
    "|Γιώργος Παπαδόπουλος|Գարիկ Հակոբյան|გიორგი ბერიძე|สมชาย ใจดี|王小明|陳大文|李娜"
    "|김민수|田中太郎|山本さくら|Yuki Tanaka|Kim Min-su"
    "|Li Na|Keoni Kealoha"
)
NAMES_WE_MISS = ("josmith", "さとうはな", "Thomas Thomas", "Jane Kind")
"""Without a space or a capital letter in between, no rule of ours sees two names. The others look like nicknames."""
NICKNAMES = listed(
    "Jo|Jo S|Jo S.|J.D.|Jo Jo|Big Dave|Little Jo|Young Tom|Old Bill|Tall Paul|Happy Harry|Jo from Burnley"
    "|the quiet one|Dave 62|sunny-side|Nan to six|Mum of three|a b c d e f|one day at a time|Me again|Tea and toast"
    "|Your pal Al|Just Sam|BlueSky|Bluebird|Silver Fox|Purple Rain|New leaf|Grateful|Serenity|Night owl|Salford lad"
    "|Dog lover|Sober since May|DeShawn|McDonald|李|Kev the bread|Mike M|Sam (she/her)|Still here|Slow coach|T"
    "|ex-smoker|Wild Bill|Mr Happy|DJ Kev"
)
ASKED_FOR_NOTHING = ("Mary Ann", "Coffee bean", "Cloud nine", "Phoenix rising")
"""Two words that could be anybody's. It costs a tap to say that they are none."""


@pytest.mark.parametrize("name", [name for name in NAMES if name not in NAMES_WE_MISS])
def test_a_first_and_a_last_name_is_noticed_wherever_it_is_from(name):
    assert is_like_a_full_name(name)


@pytest.mark.parametrize("name", [name for name in NICKNAMES if name not in ASKED_FOR_NOTHING])
def test_a_nickname_is_left_alone(name):
    assert not is_like_a_full_name(name)


def test_what_the_rule_cannot_tell_is_written_down():
    """So that whoever mends it sees what became better."""
    assert [name for name in NAMES_WE_MISS if is_like_a_full_name(name)] == []
    assert [name for name in ASKED_FOR_NOTHING if not is_like_a_full_name(name)] == []


@pytest.mark.parametrize("name", ["", "x" * 41, "jo@example.org", "ring 07700 900123", "https://jo.example", "<b>Jo"])
def test_what_cannot_be_used_says_why(name):
    assert refusal(name).endswith(".")


@pytest.mark.parametrize("name", ["Jo", "李", "Dave 62", "O’Neill", "x" * 40])
def test_most_can_be_used(name):
    assert not refusal(name)


@given(st.text(max_size=60))
def test_no_text_breaks_either(text):
    assert is_like_a_full_name(text) in {True, False}
    assert isinstance(refusal(text), str)
