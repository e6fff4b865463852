"""Every row of the plan has its test (逐条对照): the rows S01 to S101, and which tests are named after each.

A test is named after a row by `_s31_` in its name; one test may stand for several rows. The rows are those of
the plan's sentences, of its annex 2, and of what its users expect beyond it.
"""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
ROWS = {
    "S01": "公文信息", "S02": "扫码浏览", "S03": "三个总指标", "S04": "九类民生", "S05": "三级联动",
    "S06": "只问满意度", "S07": "条块结合", "S08": "走访人员", "S09": "电话微信短信访问", "S10": "三十分钟",
    "S11": "不落一户", "S12": "五个重点访", "S13": "便民服务卡", "S14": "同意联系", "S15": "无事不扰",
    "S16": "入户走访台账", "S17": "特殊困难", "S18": "情况摸透", "S19": "阶段不挡办事", "S20": "合法合理合情",
    "S21": "解释说明", "S22": "销号", "S23": "现场答复", "S24": "现场解决", "S25": "五日方案",
    "S26": "十五日", "S27": "三十日", "S28": "六十日", "S29": "延期", "S30": "一户一策",
    "S31": "互不重复", "S32": "落实到人", "S33": "市属单位", "S34": "名单在前", "S35": "陪同",
    "S36": "附件3户数", "S37": "确定名单", "S38": "进度", "S39": "归档", "S40": "百分之三十",
    "S41": "重点走访", "S42": "一网三联", "S43": "户户到", "S44": "就近家族邻里", "S45": "兜底",
    "S46": "入户访问参考", "S47": "走访前了解", "S48": "带着政策", "S49": "共同入户", "S50": "适宜时间",
    "S51": "上传山东通", "S52": "热线时限", "S53": "闭环", "S54": "并案", "S55": "审核后提报",
    "S56": "区直单位提报", "S57": "街道提报", "S58": "专人整理", "S59": "三级台账", "S60": "统筹日程",
    "S61": "走访意见", "S62": "按社区公示", "S63": "组织部署", "S64": "工作方案", "S65": "培训",
    "S66": "集中走访", "S67": "边走边改", "S68": "集中整改", "S69": "回头看", "S70": "回访方式",
    "S71": "三问", "S72": "不能解决的要说明", "S73": "每年组织", "S74": "第一问", "S75": "第二问",
    "S76": "第三问", "S77": "第四问", "S78": "第五问", "S79": "第六问", "S80": "第七问",
    "S81": "第八问", "S82": "第九问", "S83": "今天", "S84": "各看各的", "S85": "研判",
    "S86": "考核", "S87": "千分制", "S88": "五种情形", "S89": "约谈名单", "S90": "提请约谈",
    "S91": "典型做法", "S92": "三种宣传", "S93": "惠民政策", "S94": "我走的", "S95": "重设口令",
    "S96": "离岗交接", "S97": "代审", "S98": "找错", "S99": "每日简报", "S100": "备份",
    "S101": "名册外的户",
}  # fmt: skip
# Rows that do not work yet, each with what is missing; a row that gets its test must go from here.
NOT_YET: dict[str, str] = {}


@cache
def named() -> dict[str, list[str]]:
    """The tests named after each row, as file::name."""
    found: dict[str, list[str]] = {row: [] for row in ROWS}
    for file in sorted(TESTS.rglob("test_*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                for number in re.findall(r"(?<=_s)\d{2,3}(?=_)", node.name):
                    found.setdefault(f"S{number}", []).append(f"{file.relative_to(TESTS)}::{node.name}")
    return found


@pytest.mark.parametrize("row", [row for row in ROWS if row not in NOT_YET])
def test_every_row_of_the_plan_has_a_test_named_after_it(row: str) -> None:
    """A sentence of the plan that nobody checks is a sentence that may not work."""
    assert named()[row], f"{row} {ROWS[row]}"


def test_what_does_not_work_yet_is_said_and_nothing_else() -> None:
    """Gaps are rows of the plan without a test, and no test is named after a row there is not."""
    assert set(named()) == set(ROWS)
    assert not [row for row in NOT_YET if named()[row]]
    assert list(ROWS) == [f"S{n:02d}" for n in range(1, 102)]
