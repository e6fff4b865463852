"""Ordinary writing of an office is not stopped: several hundred sentences full of numbers, none blocked."""

import os
import random
from pathlib import Path

import pytest

from generator.campaign.disclosure import find

PLACES = ("福兴社区", "示例东社区", "示例河社区", "示例山村", "示例新苑小区", "示例花园")
UNITS = ("区示例水务中心", "示例供热公司", "街道城管办", "区示例住建部门", "示例物业")
THINGS = ("路灯", "雨水篦子", "健身器材", "充电桩", "楼道扶手", "监控探头", "休闲座椅", "垃圾桶")

# {n} a small number, {h} hundreds, {k} thousands, {w} tens of thousands, {d} a date, {r} a year.
SENTENCES = (
    "{d}，{place}收到居民反映，{thing}损坏{n}处，{unit}于{d2}修复。",
    "{place}共有居民楼{n}栋、{n2}个单元，{h}户居民，{k}人。",
    "{place}{n}栋{n2}单元共{h}户居民完成供热管网改造。",
    "改造涉及{n}栋居民楼{h}户，总建筑面积{w}平方米，投资{k}万元。",
    "老旧小区改造{n}栋{h}户，更换管线{k}米，新建{n2}座泵房。",
    "{place}3号楼东侧新装{thing}{n}个，{d}完工。",
    "{n}号楼北侧绿化带补种冬青{h}株，施划停车位{n2}个。",
    "{n}号楼{h2}平方米屋面防水已重做，质保{n2}年。",
    "{n}号楼{n2}户居民反映水压不足，{unit}更换水泵{n2}台。",
    "活动地点在街道办事处2号楼301会议室，时间{t}。",
    "请于{d}到便民服务大厅{n}号窗口办理，咨询电话12345。",
    "反映渠道：拨打0533-12345，或者到社区工作站{n}楼。",
    "{r}年全年受理诉求{k}件，办结{h}件，办结率{p}%，满意率{p2}%。",
    "依据湖工发〔{r}〕{n}号和国办发〔2017〕47号文件，{d}起执行。",
    "{d}印发的这份文件，网上可按索引号为11370303004217354J/2022-5244665查到。",
    "信访件编号 2022-{k6}，走访编号 V2022-{k6}，于{d}办结。",
    "工单号：{serial}，责任单位：{unit}，办理时限{n}个工作日。",
    "订单编号{serial}，采购{thing}{h}套，合同金额{money}元。",
    "快递单号 SF{serial}，已于{d}签收。",
    "流水号：{serial}，缴费{money}元。",
    "执行GB/T 37668-2019、GB 50096-2011和DB37/T 4242-2020标准。",
    "按照ISO 9001:2015和GB 18306-2015要求验收，合格率{p}%。",
    "整改时限为5、15、30、60个工作日，分别到{d}、{d2}。",
    "集中走访时间为{d}至{d2}，每天08:30-11:30、14:00-17:30。",
    "活动时间：{dot}-{dot2}，地点：{place}广场。",
    "计划周期 {slash}—{slash2}，分{n}个阶段推进。",
    "{r}-{r2}年累计投入{k}万元，惠及{w}人次。",
    "道路全长{km}公里，宽{n}米，沥青铺设{k}平方米，造价{money}元。",
    "财政拨款{big}元，其中民生支出{big2}元，占{p}%。",
    "人口{thousand}人，其中60岁以上{thousand2}人，占比{p}%。",
    "第3单元课文讲完后，{place}的孩子们做了{n}道练习题。",
    "落实5-2-1工作法和“3-2-1”走访机制，{n}名网格员参与。",
    "比赛打成3-2，场均{n}分，{n2}-{n}的比分来之不易。",
    "本周日程：1-3日走访，4-6日整改，7-10日回访。",
    "一、二、三期工程共{n}栋，四、五、六期共{n2}栋。",
    "各位同志、各位先生、各位女士：现将有关情况通报如下，共{n}项。",
    "对于女士优先、老年人优先的窗口，每天服务{h}人次。",
    "困难户等家庭由街道干部职工重点走访，走访户数不低于{p}%。",
    "高峰时段建国路车流量{k}辆/小时，比去年增长{p}%。",
    "关注微信公众号“示例发布”，阅读量{k}次，微信小程序访问{w}人次。",
    "微信JS-SDK 1.6.0可用，微信Windows版3.9不支持，微信H5页面已更新。",
    "通过电话{h}次、微信{h2}次、短信{k}条完成联系。",
    "详见 https://www.example.gov.cn/art/{r}/6/10/art_{k}_{serial7}.html 。",
    "文件校验码 {sha}，大小{k}KB。",
    "批次 {uuid} 已处理{h}条，用时{n}秒。",
    "服务器地址192.168.{n}.{h3}，端口{k}，版本v{n}.{n2}.{h3}。",
    "邮编255000，传真请打总机转{h}。",
    "坐标东经118.{k}度、北纬36.{k}度，海拔{h}米。",
    "气温{n}℃，PM2.5浓度{n2}微克/立方米，AQI为{h3}。",
    "公交{h3}路、{n}路在{place}站停靠，首班06:00，末班21:30。",
    "{place}辖区面积{km}平方公里，{n}个网格，{n2}名网格员，{k}户。",
    "新建口袋公园{n}座，改建公厕{n2}座，惠及{h}户{k}人。",
    "一张表：{n} {h} {k} {r}；合计{w}。",
    "收视率前三分别为{p}、{p2}和{km}，样本{k}户。",
    "每户补贴{k}元，{n}月{n2}日前发放到位，共发放{h}户。",
    "楼高{n}层，每层{n2}户，三室两厅户型{h}套，两室一厅{h2}套。",
    "新A级景区和云APP同步上线，川菜馆和鲁菜馆各{n}家。",
    "粤B2-20180000、鲁ICP备12345678号-1，鲁公网安备37030302000123号。",
    "统一社会信用代码12370303493217354X的单位已备案。",
    "食品经营许可证JY13703030012345，有效期至{d}。",
    "ISBN 978-7-302-51234-6，定价{n}.00元，印数{k}册。",
    "热线400-123-4567，消费者投诉12315，供电95598。",
    "经核查，{n}楼以上住户水压达0.{h3}兆帕，{h}户正常。",
    "增加V2022-{k6}号走访的补充说明，附件{n}-{n2}。",
    "自{cnyear}年{cnmonth}月起，{place}实行一户一策，台账{h}份。",
    "表{n}-{n2}-{n3} {place}诉求分类统计（{r}年）。",
)


def _date(rng: random.Random, form: str) -> str:
    return form.format(rng.randint(2018, 2026), rng.randint(1, 12), rng.randint(1, 28))


def _cn(number: int) -> str:
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number))


def ordinary(rng: random.Random) -> str:
    """One sentence as an office writes them, with numbers of every kind that belongs to nobody."""
    digits = "".join(rng.choices("0123456789", k=40))
    hexes = "".join(rng.choices("0123456789abcdef", k=64))
    number = rng.randint
    return rng.choice(SENTENCES).format(
        place=rng.choice(PLACES), unit=rng.choice(UNITS), thing=rng.choice(THINGS),
        d=_date(rng, rng.choice(("{}-{:02}-{:02}", "{}年{}月{}日", "{}.{}.{}"))),
        d2=_date(rng, "{}-{:02}-{:02}"), dot=_date(rng, "{}.{}.{}"), dot2=_date(rng, "{}.{}.{}"),
        slash=_date(rng, "{}/{}/{}"), slash2=_date(rng, "{}/{}/{}"),
        t=_date(rng, "{}-{:02}-{:02} 09:30-11:00"), r=number(2015, 2020), r2=number(2021, 2026),
        n=number(2, 38), n2=number(2, 30), n3=number(1, 9),
        h=number(100, 999), h2=number(100, 999), h3=number(1, 255),
        k=number(1000, 9999), w=number(10000, 99999), k6=digits[:6], serial7=digits[:7],
        p=number(1, 99), p2=round(rng.uniform(50, 100), 2), km=round(rng.uniform(1, 60), 2),
        serial=rng.choice(("2022", "1", "62", "37", "")) + digits[: number(9, 16)],
        money=rng.choice(("{:,}", "{}")).format(number(1000, 10**8)),
        big=number(10**9, 2 * 10**10), big2=number(10**7, 10**9),
        thousand=f"{number(10**3, 10**7):,}", thousand2=f"{number(10**3, 10**5):,}",
        cnyear=_cn(number(2015, 2026)), cnmonth=rng.choice("一二三四五六七八九"), sha=hexes,
        uuid=f"{hexes[:8]}-{hexes[8:12]}-{hexes[12:16]}-{hexes[16:20]}-{hexes[20:32]}",
    )  # fmt: skip


def test_no_ordinary_sentence_is_blocked() -> None:
    """Every template, filled in again and again, and the sentences of a page run together: no block."""
    rng = random.Random(20220610)  # noqa: S311  sentences, not secrets
    sentences = [ordinary(rng) for _ in range(1000)]
    page = "\n".join(sentences)
    blocked = {
        text[hit.start : hit.end] for text in (*sentences, page) for hit in find(text) if hit.level == "block"
    }
    assert blocked == set()


@pytest.mark.parametrize(
    "text",
    [
        "11370303004217354J/2022-5244665",
        "索引号：11370303004217354J",
        "2022-5244665",
        "2022-06-10",
        "2022-06-10 08:30 至 2022-06-12 17:00",
        "2022.6.1-2022.6.30",
        "20220610",
        "湖工发〔2022〕34号",
        "12345",
        "0533-12345",
        "国办发〔2017〕47号",
        "GB/T 37668-2019",
        "2022-000123",
        "V2022-000123",
        "增加V2022-000123",
        "120米",
        "3.5公里",
        "1500元",
        "1,234,567",
        "08:30-11:30",
        "98.6%",
        "各位同志",
        "各位先生、各位女士",
        "困难户等家庭",
        "高峰时段",
        "建国路",
        "第3单元课文",
        "5-2-1",
        "3-2-1",
        "比例3-2-101",
        "三组28号前完成",
        "第一组3号线路",
        "小组3号",
        "第三排5号座",
        "三组12户",
        "办公室3楼",
        "社区3-5人",
        "示例社区2-300户",
        "园区2022-101",
        "全区1-120项",
        "活动室内",
        "QQ群12345678",
        "QQ和微信",
        "hutianjie@zibo.gov.cn",
        "logo@2x.png",
        "@media print{a{color:red}}",
        '"@type": "Article"',
        "1-2-101班",
        "三年级2-1-101",
        "5-2-501型",
        "5-2-501户型",
        "示例小区3-501户型",
        "全体女士们",
        "木工师傅修好椅子",
        "用户名和密码",
        "https://www.example.gov.cn/zhengce/content/2017-06/08/content_5200835.htm",
        "550e8400-e29b-41d4-a716-446655440000",
        "0f9de62fce790f9a083d5c99e95740ceb90c27ed",
        '<meta name="wechat-enable-text-zoom-em" content="true">',
        '{"doorstep": 412, "phone": 108, "wechat": 100512, "sms": 9}',
        "13 25 118 2022",
        "150,2000,3000",
        "138/0013/8000",
        "云AI2022大会",
        "川GDP2022年排名",
        "全新 Model Y",
        "京AQI100以下",
        "sha384-Ab1+vXyZabc123/qq",
        "官方微信：hutianfabu",
        "微信扫一扫",
        "同时女士优先",
        "小区保安师傅帮忙",
        "后来安排师傅上门",
        "后来水管师傅上门",
        "这条路边大爷在下棋",
        "联系人和技术联系人",
        "一栋居民楼",
        "改造3栋",
        "1949 1978 1992 2012",
        "192.168.10.100",
        "3.14\n1592\n65358",
    ],
)
def test_what_means_nobody_is_no_hit_at_all(text: str) -> None:
    """The office's own numbers, dates, standards, measures and ways of speaking give not even a warning."""
    assert find(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "3号楼", "3号楼48户居民", "3号楼120平方米", "2号楼301会议室", "3号楼三室一厅户型", "3号楼300毫米管道",
        "3号楼150公分", "3号楼200厘米高围墙", "3号楼380伏", "3号楼300瓦", "3号楼500升水箱", "3号楼500度电",
        "3号楼200页材料", "3号楼200把椅子", "3号楼300片瓦", "3号楼100只灯", "3号楼100袋水泥", "3号楼120扇窗",
        "3号楼300兆宽带", "3号楼150车垃圾", "3号楼200方土", "B座301路公交站", "卫生院2号楼301诊室",
        "请到政务大厅B座101号窗口办理", "3号楼101药房", "3号楼102警务站",
    ],
)  # fmt: skip
def test_a_building_is_only_warned_about(text: str) -> None:
    """A building with an amount, a public room or nothing after it is no address of a household."""
    assert [(hit.kind, hit.level) for hit in find(text)] == [("building", "warn")]


@pytest.mark.parametrize(
    "text",
    ["3号楼301只有老人", "3号楼301把水关了", "3号楼301方大爷", "3号楼301路女士", "3号楼301车先生家",
     "3号楼301升级水表", "3号楼301站在门口", "B座301号"],
)  # fmt: skip
def test_a_room_before_a_word_that_also_counts_is_still_a_room(text: str) -> None:
    """A word that counts is a surname or begins another word as well."""
    assert ("address", "block") in {(hit.kind, hit.level) for hit in find(text)}


@pytest.mark.parametrize("text", ["转办件 370303220613001", "诉求件370303220613001已办结"])
def test_a_work_number_of_fifteen_digits_is_only_warned_about(text: str) -> None:
    """It begins with region and date, as an old identity number does."""
    assert [(hit.kind, hit.level) for hit in find(text)] == [("id15", "warn")]


def test_the_plan_itself_is_not_blocked() -> None:
    """The published plan, a text full of numbers, households and units, gives no block."""
    folder = Path(__file__).resolve().parents[3] / ".." / "shared" / "plan"
    files = [Path(os.environ["PLAN_TEXT"])] if "PLAN_TEXT" in os.environ else sorted(folder.glob("*.txt"))
    if not files:
        pytest.skip("the plan's own text is not at hand; set PLAN_TEXT")
    assert [hit for file in files for hit in find(file.read_text("utf-8")) if hit.level == "block"] == []
