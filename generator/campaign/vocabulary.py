"""Codes and their Chinese labels (名词表) that site and desk share; what one alone says is with its rule.

Every mapping is in the order in which people expect to read it.
"""

from collections.abc import Mapping
from types import MappingProxyType

Labels = Mapping[str, str]


def _labels(**labels: str) -> Labels:
    return MappingProxyType(labels)


# 九类民生领域, in the order of the plan (湖工发〔2022〕34号, 一、总体目标).
FIELDS = _labels(
    childcare="幼有善育",
    education="学有优教",
    work="劳有厚得",
    health="病有良医",
    elders="老有颐养",
    housing="住有宜居",
    support="弱有众扶",
    culture="民有文乐",
    safety="安有保全",
)
# 第 8、9 问 have no field of their own; a campaign may add this bucket in campaign.yaml.
OTHER_FIELD = "other"
OTHER_FIELD_LABEL = "其他"

# 严重程度: which limit applies (一、(三)). An issue settled at the door has no limits.
SEVERITIES = _labels(
    on_spot="当场办理",
    general="一般问题",
    major="较大问题",
    critical="特别重大或涉及面大的问题",
)

# 公开的办理状态: plain words for residents.
PUBLISHED_STATES = _labels(
    in_hand="正在办",
    resolved="已解决",
    explained="已说明",
    reopened="重新办",
    parked="暂时办不了",
)

SAID_BY = _labels(unit="责任单位说", resident="居民说")

STEP_KINDS = _labels(
    received="收到",
    accepted="受理",
    proposal="答复方案",
    handed_over="转办",
    extended="延期",
    resolved="办结",
    explained="解释说明",
    replied="回复居民",
    callback="回访",
    reopened="重新办理",
    parked="挂账",
    closed="销号",
)

CHANNELS = _labels(doorstep="入户", phone="电话", wechat="微信", sms="短信")

VISIT_RESULTS = _labels(
    met="见到了", absent="家里没人", refused="不愿接受走访", vacant="空户", moved="已搬走"
)

VISIT_PURPOSES = _labels(first="第一次走访", joint="联合走访", correction="补正记录", focus="重点户再访")

ANSWER_STATES = _labels(answered="有话说", none="没问题", refused="不愿说")

ON_SPOT = _labels(answered="当场答复", solved="当场解决")

SATISFACTIONS = _labels(satisfied="满意", mostly="基本满意", unsatisfied="不满意")

# 五个重点访 (一、(一)). Never printed beside a household or a result.
FOCUS_GROUPS = _labels(
    veteran_party_member="老党员",
    hardship="困难群众",
    lone_elder="孤寡老人",
    left_behind_child="留守儿童",
    petitioner="上访老户",
)

# 同访人员 (二、(二)1) and the community's secretary (二、(一)1).
COMPANION_ROLES = _labels(
    secretary="社区书记",
    committee_member="“两委”成员",
    five_elders="“五老”人员",
    group_leader="小组长",
    building_leader="单元楼长",
    villager_representative="村民代表",
    grid_worker="网格员",
    other="其他",
)

UNIT_LEVELS = _labels(city="市属单位", district="区直部门", street="街道", other="其他单位")

ROLES = _labels(
    grid_worker="网格员",
    community_worker="社区工作者",
    committee_member="“两委”成员",
    secretary="党组织负责人",
    community_collator="社区整理员",
    liaison="包村居组",
    street_officer="街道干部",
    sponsor="挂包单位",
    unit_handler="责任单位经办人",
    street_reviewer="街道审核",
    publisher="公示发布",
    campaign_office="活动办",
    discipline="街道纪工委",
    admin="系统管理",
)
COMMUNITY_ROLES = frozenset(
    {"grid_worker", "community_worker", "committee_member", "secretary", "community_collator"}
)
UNIT_ROLES = frozenset({"liaison", "sponsor", "street_officer", "unit_handler"})
STREET_ROLES = frozenset(ROLES) - COMMUNITY_ROLES - UNIT_ROLES
