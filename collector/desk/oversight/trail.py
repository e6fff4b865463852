"""The trail as the office reads it (留痕): who came in, was refused, looked, exported or changed an account.

What was done to a case stands in the case; details of entries are shown where they are codes of ours, so that
nothing about a resident can appear here.
"""

import msgspec

from collector.desk import Desk
from collector.desk.people import access, accounts
from collector.errors import Refusal
from collector.rules.instant import is_day
from collector.rules.oversight.finding import STEP_LABELS
from collector.rules.people.account import Account
from collector.store.trail import Entry

READERS = ("campaign_office",)
# What is shown here: at the door, and with accounts and whole tables.
AT_THE_DOOR = {
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
    "handed_over_account": "离岗交接",
    "year_opened": "开新一年",
}
# Everything that is noted, whoever reads it; the steps of a case have their own words.
LABELS = AT_THE_DOOR | {
    "visit_submitted": "登记走访",
    "issue_registered": "登记问题",
    "issue_imported": "导入问题",
    "household_assigned": "分走访户",
    "household_marked": "记走不到",
    "household_placed": "归户",
    "household_merged": "并入已有的一户",
    "household_released": "改派走访户",
    "roster_recorded": "名册留底",
    "outing_planned": "排走访日",
    "outing_filled": "补足入户名单",
    "outing_home_added": "入户名单加一户",
    "outing_home_dropped": "入户名单去掉一户",
    "outing_guided": "定陪同人",
    "outing_listed": "发布入户名单",
    "outing_cancelled": "取消走访日",
    "forms_printed": "发纸质走访表",
    "hardship_marked": "记为特殊困难户",
    "hardship_lifted": "不再记为特殊困难户",
    "plan_opened": "建一户一策",
    "plan_reviewed": "定期看一户一策",
    "measure_added": "添帮扶措施",
    "measure_done": "帮扶措施落实",
    "callback_link_made": "做回访链接",
    "sample_drawn": "抽回头看样本",
    "complaint_received": "收到走访意见",
    "complaint_noted": "处理走访意见",
    "draft_written": "写公示稿",
    "draft_handed_in": "报审公示稿",
    "draft_sent_back": "退回公示稿",
    "published": "批准公示",
    "withdrawn": "撤下公示",
    "kept_as_shown": "照网页留着",
    "meeting_held": "记分析研判会",
    "decision_made": "研判会定下一项",
    "decision_done": "研判会定的一项办完",
    "training_held": "记培训",
    "plan_registered": "登记实施方案",
    "task_ticked": "勾阶段任务",
    "task_unticked": "取消勾阶段任务",
    "phase_closed": "结束一个阶段",
    "flag_dismissed": "问题线索不成立",
    "finding_raised": "提出认定",
    "talk_recorded": "记约谈",
    **{f"finding_{kind}": f"认定事项：{label}" for kind, label in STEP_LABELS.items()},
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
    found = [
        entry
        for entry in desk.trail
        if entry.what in AT_THE_DOOR and entry.at.startswith(day) and by in ("", entry.by)
    ]
    return found[::-1]


def line(desk: Desk, entry: Entry) -> Line:
    """An entry in words; names are looked up for those that are shown alone."""
    of = entry.detail if entry.what == "calendar_changed" else entry.of
    return Line(entry.at, accounts.said_by(desk, entry.by, entry.acting_for), LABELS[entry.what], of or "")
