"""Whether a nickname tells more than its owner may mean to: a first and a last name, an address, a number.

It only makes us ask, once. So where in doubt we ask: a question too many costs a tap, a last name in public much more.
"""

import re
import unicodedata
from typing import Final

LONGEST: Final = 40
MOST_NAMES: Final = 5


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PARTS: Final = re.compile(r"[\s.,_/|()\"“”‘]+|(?<=[a-zà-ÿ])(?<!\b[DL][aei])(?<!\bMc)(?<!\bMac)(?=[A-ZÀ-Þ])")
"""Also within JoSmith, but not within DeShawn and McDonald."""
_TITLES: Final = _words("dr fr herr lord madame miss mr mrs ms mx prof professor rev señor sir sister")
_BETWEEN: Final = _words(
    "abu al ap ben bin bint da das de del della den der di do dos du e el ibn la le los mac mc o st te ten ter und"
    " van von y zu"
)
"""Within a name, and none itself: Jan van der Berg."""
_NOT_IN_A_NAME: Final = _words(
    "a an and at by captain cat chance dad day days dj dog driver each ever fan friend from going granddad grandma"
    " her hers him his i i’m i'm in into is it its just keep kind lad lady lass like lover me mum mummy my nan never"
    " night no not of off on one our out owl recovery she since so sober start still than that the their them they"
    " this to too two up us was we who with yes you your"
)
_LAST_NAME_TOO: Final = _words("an by in so to")
"""No nickname ends with these words, and a name may: Văn An."""
_NOT_FIRST_IN_A_NAME: Final = _words(
    "another big blue bright brave calm crazy gentle good great green grey happy honest jolly little lucky mad new"
    " nice old orange pink purple quiet red sad shy silly silver simple slow small sunny tall tired tiny white wild"
    " young"
)
"""Many are last names as well: Big Dave is none, Dave Big may be one."""
_HAN: Final = re.compile(r"[\u3400-\u9fff]{2,5}|[\u3400-\u9fff]{2}[\u3040-\u30ff]{2,4}")
_HANGUL: Final = re.compile(r"[\uac00-\ud7a3]{3,4}")
_HAN_LAST_NAMES: Final = frozenset(
    "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許傅沈曾彭吕呂苏蘇卢盧蒋蔣蔡贾賈丁魏薛叶葉阎潘杜戴夏钟鍾汪田任姜范方石姚谭譚廖邹鄒熊金陆陸郝孔白崔康"
    "柯簡简俞樊麦曲路毛邱秦江史顾顧侯邵孟龙龍万萬段雷钱錢汤湯尹黎易常武乔喬贺賀赖賴龚龔文佐鈴渡伊山中小加吉松井木清斎斉橋石藤"
    "阿岡長後近遠村三太原前福西池青坂今河久上工大斉竹島野原浜平増宮森横若"
)
"""How a Chinese name begins, or a Japanese one."""
_HANGUL_LAST_NAMES: Final = frozenset("김이박최정강조윤장임한오서신권황안송류유홍전고문손양배백허남심노하곽성차주우구")


def is_like_a_full_name(nickname: str) -> bool:
    """Two or more names that follow each other, such as Jo Smith, with whatever stands between names."""
    text = unicodedata.normalize("NFC", nickname).strip()
    if _is_without_a_space(text):
        return True
    words = [word for word in (part.strip("-'’!?*~") for part in _PARTS.split(text)) if word]
    words = words[:-1] if len(words) > 1 and words[-1].isdecimal() else words
    said = [word.lower() for word in words]
    has_title = len(said) > 1 and said[0] in _TITLES
    names = said[1 if has_title else 0 :]
    names = [*names[:1], *(name for name in names[1:-1] if name not in _BETWEEN), *names[1:][-1:]]
    return (
        (2 if not has_title else 1) <= len(names) <= MOST_NAMES
        and all(_is_letters(name) for name in names)
        and len(names[-1]) > 1
        and len(set(names)) == len(names)
        and names[0] not in _NOT_FIRST_IN_A_NAME
        and not _NOT_IN_A_NAME.intersection(said[:-1] if said[-1] in _LAST_NAME_TOO else said)
    )


def _is_without_a_space(text: str) -> bool:
    """Names of China, Korea and Japan: the last name first, and nothing in between."""
    if _HAN.fullmatch(text):
        return text[0] in _HAN_LAST_NAMES
    return bool(_HANGUL.fullmatch(text)) and text[0] in _HANGUL_LAST_NAMES


def _is_letters(word: str) -> bool:
    """With the marks that many scripts write above and below them, and what joins two names to one."""
    return all(sign in "-'’ʻ`·\u200c\u200d" or unicodedata.category(sign)[0] in "LM" for sign in word)


def refusal(nickname: str) -> str:
    """Why it cannot be used, and how to mend it; or nothing."""
    if not nickname:
        return "Write what we may call you. It can be anything."
    if len(nickname) > LONGEST:
        return f"That is long. Use at most {LONGEST} letters."
    if "@" in nickname or re.search(r"\d[\d ]{5,}", nickname):
        return "That looks like an address or a phone number. Others can see it, so choose something else."
    if "://" in nickname or re.search(r"[\x00-\x1f<>]", nickname):
        return "Use letters, numbers and spaces."
    return ""
