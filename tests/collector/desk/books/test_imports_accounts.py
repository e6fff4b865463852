from pathlib import Path

import pytest

from collector.desk import Desk
from collector.desk.books.imports_accounts import import_users
from collector.desk.people import accounts, signing_in
from generator.campaign.vocabulary import ROLES
from tests.makers import make_account


def write(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "账号.csv"
    file.write_text(text, encoding="utf-8-sig")
    return file


def test_accounts_keep_their_passphrase(desk: Desk, tmp_path: Path) -> None:
    """Importing an account again changes its name but not how its owner signs in."""
    make_account(desk, username="grid1", passphrase_hash="kept")
    text = "登录名,姓名,角色,村(社区),单位\ngrid1,示例新名,网格员,福兴社区,\n"
    text += "unit1,示例某,责任单位经办人,,civil-affairs\n"
    preview = import_users(desk, write(tmp_path, text), apply=True)
    assert (preview.new, preview.changed) == (1, 1)
    account = desk.registers.accounts.get("grid1")
    assert account is not None
    assert (account.name, account.passphrase_hash) == ("示例新名", "kept")


def test_a_preview_tells_what_changes(desk: Desk, tmp_path: Path) -> None:
    """Who, and what was and is to be; nothing is saved."""
    make_account(desk, username="grid1", name="示例旧名")
    text = "登录名,姓名,角色,村(社区)\ngrid1,示例新名,书记,福兴社区\n".replace("书记", ROLES["secretary"])
    [change] = import_users(desk, write(tmp_path, text), apply=False).changes
    assert (change.line, change.told) == (
        2,
        f"grid1：姓名 示例旧名 → 示例新名；角色 网格员 → {ROLES['secretary']}",
    )


def test_who_gets_another_role_signs_in_again_and_the_trail_says_who_gave_it(
    desk: Desk, tmp_path: Path
) -> None:
    """New accounts and other roles or places are noted in the same act; sessions and tokens of before end."""
    office = make_account(desk, username="office", role="campaign_office")
    for name in ("grid1", "grid2"):
        make_account(desk, username=name)
    secrets = {
        name: signing_in.open_session(desk, accounts.known_account(desk, name)) for name in ("grid1", "grid2")
    }
    token = signing_in.make_token(desk, "grid1")
    lines = [
        "登录名,姓名,角色,村(社区)",
        "grid1,示例某,活动办,",
        "grid2,示例改名,网格员,福兴社区",
        "new1,示例新,网格员,福兴社区",
    ]
    text = "".join(f"{line}\n" for line in lines)
    import_users(desk, write(tmp_path, text), apply=False, by=office)
    assert signing_in.account_of(desk, "session", secrets["grid1"]) is not None
    import_users(desk, write(tmp_path, text), apply=True, by=office)
    assert signing_in.account_of(desk, "session", secrets["grid1"]) is None
    assert signing_in.account_of(desk, "token", token) is None
    assert signing_in.account_of(desk, "session", secrets["grid2"]) is not None
    noted = [(each.what, each.of, each.detail) for each in desk.trail if each.by == "office"]
    assert noted == [
        ("account_added", "new1", "grid_worker"),
        ("account_changed", "grid1", "grid_worker → campaign_office"),
        ("table_imported", "users", "新增 1，更改 2，不变 0，有问题 0"),
    ]


@pytest.mark.parametrize("name", ["wanhu", "resident", "stranger", "a b", "甲"])
def test_nobody_takes_a_name_that_the_trail_needs(desk: Desk, tmp_path: Path, name: str) -> None:
    """What may not be added by hand does not come in by a table either."""
    text = f"登录名,姓名,角色,村(社区)\n{name},示例某,网格员,福兴社区\n"
    preview = import_users(desk, write(tmp_path, text), apply=True)
    assert [problem.code for problem in preview.problems] == ["bad_username"]
    assert desk.registers.accounts.get(name) is None
