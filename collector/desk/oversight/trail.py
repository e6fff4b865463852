"""The trail as the office reads it (留痕): who came in, was refused, looked, exported or changed an account.

What was done to a case stands in the case; details of entries are shown where they are codes of ours, so that
nothing about a resident can appear here.
"""

import msgspec

from collector.desk import Desk
from collector.desk.people import access, accounts
from collector.errors import Refusal
from collector.rules.instant import is_day
from collector.rules.people.account import Account
from collector.store.trail import Entry

READERS = ("campaign_office",)
LABELS = {
    "signed_in": "登录",
    "sign_in_refused": "口令不对，没让登录",
    "code_refused": "验证码不对，没让登录",
    "refused": "没有权限，没让看或没让办",
    "session_ended": "结束了自己的一处登录",
    "exported": "导出台账",
    "archived": "下载档案",
    "erased": "删除一户的个人信息",
    "purged": "删除到期的个人信息",
    "visit_corrected": "更正走访",
    "deputy_named": "请人代办",
    "deputy_ended": "收回代办",
    "deputy_began": "开始代办",
    "deputy_stopped": "回到本人",
    "calendar_changed": "放假安排有变",
    "restored": "从备份恢复，备份截至",
    "household_opened": "查看一户",
    "contacts_seen": "查看一件事的联系方式",
    "hardships_read": "查看特殊困难户台账",
    "hardship_opened": "查看一户特殊困难",
    "day_list_opened": "看走访单",
    "day_list_taken": "把走访单存到手机",
    "account_added": "新建账号",
    "account_changed": "更改账号的角色、社区或单位",
    "account_disabled": "停用账号",
    "account_enabled": "重新启用账号",
    "table_imported": "导入表格",
    "link_made": "给登录链接",
    "token_made": "给接口令牌",
    "passphrase_set": "设口令",
    "second_factor_set": "设两步验证",
}


class Line(msgspec.Struct, frozen=True):
    """An entry in words (留痕的一行)."""

    at: str
    name: str
    label: str
    of: str


def entries(desk: Desk, account: Account, *, day: str = "", by: str = "") -> list[Entry]:
    """What happened at the door, newest first; on one day, by one person, or both."""
    access.require(account, *READERS)
    if day and not is_day(day):
        message = "日期应写成 2022-06-18 这样。"
        raise Refusal("bad_day", message, {"day": message})
    names = accounts.people(desk)
    # Exports are noted under the name that stands in the file.
    wanted = {by, names.get(by, by)}
    found = [
        entry
        for entry in desk.trail
        if entry.what in LABELS and entry.at.startswith(day) and (not by or entry.by in wanted)
    ]
    return found[::-1]


def line(desk: Desk, entry: Entry) -> Line:
    """An entry in words; names are looked up for those that are shown alone."""
    of = entry.detail if entry.what == "calendar_changed" else entry.of
    return Line(entry.at, accounts.said_by(desk, entry.by, entry.acting_for), LABELS[entry.what], of or "")
