"""Names after a label (户主：张某) and surnames with a form of address (王大爷): a person decides (R5.4)."""

import re
from collections.abc import Iterator

from generator.campaign.disclosure.digits import TAG
from generator.campaign.disclosure.hit import Hit
from generator.campaign.disclosure.late import late

COMPOUND = (
    "欧阳|太史|端木|上官|司马|独孤|南宫|夏侯|诸葛|尉迟|皇甫|公孙|慕容|令狐|司徒|司空|宇文|长孙|轩辕|东方|西门|闻人|淳于"
    "|申屠|公冶|呼延|澹台"
)
_SINGLE = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏"
    "钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪"
    "严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席"
    "卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木"
    "穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应台巫鞠僧桑荆"
    "谌银扬明沙薄伏岑习胥保和蔺亓逯綦仝眭昝"
)
SURNAME = rf"(?:{COMPOUND}|[{_SINGLE}])"
_ADDRESSES = "大爷|大娘|大妈|大叔|大婶|大伯|大嫂|大哥|大姐|叔叔|阿姨|女士|先生|小姐|师傅|奶奶|爷爷|伯伯|老汉"
_GAP = rf"(?:[\s·]|{TAG}){{0,2}}+"
FIRST = "".join(sorted({each[0] for each in _ADDRESSES.split("|")})) + "户姓主民属者员象人"
KEYWORD = (
    rf"(?<=[户姓])[主名]|(?<=人)(?<=[系请事护表].)|(?<=[主户民属者员象人]){_GAP}[:：=|(（【\[]"
    rf"|(?:{'|'.join(f'(?<={each[0]}){each[1:]}' for each in _ADDRESSES.split('|'))})"
)
_GIVEN = "[一-鿿某×*＊xX○]"
_CALLED = late(
    rf"(?P<surname>{SURNAME}){_GAP}(?:[一-鿿某]{_GAP}){{0,2}}?(?<!工)(?P<address>{_ADDRESSES})(?!们)"
)
# What stands before these forms of address when nobody is meant, and surnames that are other words here.
_NOBODY = re.compile(
    r"位|各位|诸位|全体|所有|独居|高龄|常住|周边|安[装排]|方便|管理|管道|水电|维修|电工|保洁|开锁|司机|公交|出租|成年|应届|单身"
    r"|年轻|年长|年迈|都是|来自|关爱|关心|关怀|施工|包车|房东"
)
# Surnames that end the word before them: 对于女士, 园林师傅, 同时女士.
_OF_THE_WORD_BEFORE = re.compile(
    r"[对关由基属位限等处至鉴]于|[园森山]林|[公停]车|保安|水管|路边|[一-鿿][和向时成应解来全官保原都明连阳路]"
)
_LABEL = (
    "户主(?:姓名)?|姓名|(?<!用)户名|房主|业主|住户|租户|居民(?:姓名)?|家属|患者|本人|联系人(?:姓名)?|申请人|当事人|反映人"
    "|投诉人|来电人|诉求人|报修人|报告人|举报人|受助人|救助对象|帮扶对象|走访对象|受访人|被访人|监护人|代理人|法定代表人"
    "|低保对象|特困人员|经办人"
)
_NAME = rf"(?![和向都由应来]){SURNAME}{_GAP}{_GIVEN}"
_AFTER_NAME = rf"(?=[^一-鿿]|$|{_ADDRESSES}|电话|手机|身份|住|家|反映|联系|同志|[男女](?![一-鿿]))"
_LABELLED = late(
    rf"(?:{_LABEL}){_GAP}[:：=|(（\[【](?:\s|{TAG}|[\"“']){{0,3}}+(?P<named>{_NAME}{{1,3}}?{_AFTER_NAME}|{_NAME}{{1,2}})"
    rf"|(?:户主|姓名|(?<!用)户名)(?:姓名)?{_GAP}[:：]?{_GAP}(?P<close>{_NAME}{{1,2}})"
    rf"|(?:联系人|申请人|当事人|监护人|法定代表人){_GAP}(?P<near>{_NAME}{{1,2}}{_AFTER_NAME})"
    rf"|(?:户主|姓名)[:：]\s?(?P<other>[一-鿿]{{2,4}}(?:·[一-鿿]{{2,6}})?)(?=[\s,，。;；、<（(]|$)"
)


def find(text: str, start: int, end: int, _office: frozenset[str]) -> Iterator[Hit]:
    """Names and forms of address; all of them warn."""
    yield from _called(text, start, end)
    for match in _LABELLED().finditer(text, start, end):
        yield Hit(*match.span(match.lastgroup or 0), "name", "warn")


def _called(text: str, start: int, end: int) -> Iterator[Hit]:
    while match := _CALLED().search(text, start, end):
        joined = text[max(0, match.start() - 1) : match.start() + 1]
        # Behind a word that only looks like a surname the real one may follow: 后来王大爷, 周边王大爷.
        if nobody := _NOBODY.match(text, match.start(), match.end()):
            start = nobody.end()
        elif _OF_THE_WORD_BEFORE.match(joined):
            start = match.start() + 1
        else:
            yield Hit(*match.span(), "name", "warn")
            start = match.end()
