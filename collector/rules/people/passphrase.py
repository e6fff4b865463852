"""Which passphrases are too easy to guess (口令)."""

import unicodedata
from itertools import pairwise

SHORTEST = 8
LONGEST = 128

# Those that people try first, all of at least eight characters; runs and repetitions are found by rule.
_COMMON = """
password password1 passw0rd p@ssw0rd p@ssword qwertyui qwertyuiop qwerty123 1qaz2wsx qazwsxedc
asdfghjkl zxcvbnm123 admin123 admin888 administrator root1234 test1234 abc12345 abcd1234 a1234567
a12345678 a123456789 aa123456 aa123456789 q1w2e3r4 1q2w3e4r 1q2w3e4r5t iloveyou woaini1314
woaini520 woaini521 5201314520 520131400 13145200 147258369 159357456 789456123 woaiwojia
woaizhongguo zhongguo1 nihao123 wang1234 zhang123 li123456 liu12345 wh123456 wanhu123 wanhu2022
hutian123 hutian2022 zibo1234 fuxing123 12345678a 123456789a 123456aa 123456abc 123qweasd 1a2b3c4d
"""
COMMON = frozenset(_COMMON.split())


def tidy(passphrase: str) -> str:
    """The same text however the keyboard composed it."""
    return unicodedata.normalize("NFKC", passphrase)


def weakness(passphrase: str, username: str) -> str | None:
    """Say what is wrong with a passphrase, or None if it will do."""
    text = tidy(passphrase)
    if len(text) < SHORTEST:
        return f"口令只有 {len(text)} 个字，至少要 {SHORTEST} 个字。"
    if len(text) > LONGEST:
        return f"口令有 {len(text)} 个字，最多 {LONGEST} 个字。"
    if text.casefold() in COMMON or _is_run(text) or _is_repetition(text):
        return "这个口令太常见，很容易被猜到。请换一个，比如几个不相干的词连在一起。"
    if len(text.casefold().replace(username.casefold(), "")) <= SHORTEST // 2:
        return "口令里差不多只有登录名，很容易被猜到。请换一个。"
    return None


def _is_run(text: str) -> bool:
    """Say whether each character is the one after, or before, the last, as in 12345678."""
    gaps = {ord(b) - ord(a) for a, b in pairwise(text)}
    return gaps in ({1}, {-1}) or text in ("1234567890", "0987654321")


def _is_repetition(text: str) -> bool:
    """Say whether the whole is one short piece over and over, as in 88888888 or 12341234."""
    return any(text == text[:n] * (len(text) // n) for n in range(1, len(text) // 2 + 1))
