import pytest

from collector.rules.people.passphrase import tidy, weakness


@pytest.mark.parametrize("passphrase", ["石榴铁桥四路公交", "three odd words", "x7!qLp92"])
def test_uncommon_ones_will_do(passphrase: str) -> None:
    """A passphrase of eight characters that nobody tries first is accepted."""
    assert weakness(passphrase, "wang") is None


@pytest.mark.parametrize(
    "passphrase",
    ["", "short7x", "12345678", "87654321", "1234567890", "abcdefgh", "88888888", "12341234", "Password1",
     "woaini1314", "wangwang1", "WANG2022", "x" * 200],
)  # fmt: skip
def test_what_is_guessed_first_is_refused(passphrase: str) -> None:
    """Short, common, repeated or running passphrases and the bare username are refused with a reason."""
    found = weakness(passphrase, "wang")
    assert found is not None
    assert found.endswith("。")


def test_a_passphrase_is_the_same_from_any_keyboard() -> None:
    """Full-width letters and digits count as the plain ones."""
    assert tidy("ＡＢＣ１２３") == "ABC123"
