"""Issues on the web (问题): lists, a case with its life, and the steps that may be taken now."""

import flask
from flask.typing import ResponseReturnValue

from collector.desk.issues import dossier, handling, merging
from collector.desk.oversight.today import short, task_of
from collector.desk.people.access import CASE_READERS, require
from collector.desk.publishing import drafting
from collector.desk.residents import look_back
from collector.errors import Refusal
from collector.rules.issues.escalation import STATES as UPLOAD_STATES
from collector.rules.issues.escalation import number_of, upload_state
from collector.rules.issues.issue import Case
from collector.rules.issues.stages import STAGES, field_of, main_of, report_of, stage_of
from collector.rules.issues.steps import BASES, OPTIONAL, REQUIRED, SOLVED, STEP_LABELS, same_person
from collector.views import account, desk, paging
from collector.views.today import told
from generator.campaign.vocabulary import CHANNELS, SATISFACTIONS, SEVERITIES

blueprint = flask.Blueprint("issues", __name__, url_prefix="/desk/issues")

LONGEST_HEADING = 60

# What the text of each kind of step is asked for as.
TEXT_LABELS = {
    "accepted": "审核意见",
    "returned": "退回理由",
    "corrected": "补正后的问题",
    "handed_over": "转办理由",
    "regraded": "调整理由",
    "extended": "延期理由",
    "proposal": "解决方案",
    "resolved": "怎么解决的",
    "explained": "怎么解释说明的",
    "parked": "为什么暂时办不了、怎么向居民解释的",
    "replied": "怎么回复的",
    "callback": "居民怎么说；没有解决好的，怎么解释的",
    "reopened": "为什么重新办理",
    "closed": "销号依据",
}
# What a field holds that is no text: yes and no.
YES_NO = {"reached": {"yes": True, "no": False}, "may_publish": {"yes": True}}


@blueprint.get("/")
def list_() -> str:
    """The issues this person may read (问题台账), what is due first on top."""
    require(account(), *CASE_READERS)
    given = {name: flask.request.args.get(name, "").strip() for name in dossier.Filters.__struct_fields__}
    filters = dossier.Filters(**given)
    shown, page = paging.page_of(dossier.rows(desk(), account(), filters))
    return flask.render_template(
        "desk/issues.html",
        rows=shown,
        page=page,
        filters=filters,
        is_filtered=any(given.values()),
        may_merge=account().role in merging.MERGERS,
        stages=STAGES,
        stage_options={**dossier.GROUPS, **STAGES},
        unit_options=_units() | {each.code: each.name for each in desk().year.places.communities},
        **_names(),
    )


@blueprint.get("/<issue_no>")
def show(issue_no: str) -> str:
    """One case (案卷): what was reported, how its days are counted, its life, and the steps open now."""
    case = dossier.case_for(desk(), account(), issue_no)
    return _page(case, {}, {})


@blueprint.post("/<issue_no>/<kind>")
def take(issue_no: str, kind: str) -> ResponseReturnValue:
    """Take a step (办理一步); what is refused leaves everything typed where it was."""
    if kind not in REQUIRED:
        flask.abort(404)
    given = dict(flask.request.form)
    task = task_of(desk().case(issue_no))
    try:
        new = _take(issue_no, kind, given)
    except Refusal as refusal:
        if refusal.status not in (409, 422):
            raise
        case = dossier.case_for(desk(), account(), issue_no)
        errors = refusal.fields or {next(iter(_names_of(kind))): refusal.message}
        return _page(case, given, {f"{kind}.{name}": each for name, each in errors.items()}), refusal.status
    said = f"已记下“{STEP_LABELS[kind]}”" + (f"，新的难处登记为 {new}。" if new else "。")
    flask.flash(told(said, task))
    return flask.redirect(flask.url_for(".show", issue_no=issue_no), 303)


def _take(issue_no: str, kind: str, given: dict[str, str]) -> str | None:
    """Take the step; a callback may bring along a new demand, whose number is returned (S71)."""
    fields, seen = _fields(kind, given), _number(given.get("seen"))
    if kind != "callback":
        handling.take_step(desk(), account(), issue_no, kind, seen=seen, **fields)
        return None
    text, field = (given.get(f"callback.{name}", "").strip() for name in ("new_text", "new_field"))
    after = look_back.call_back(
        desk(), account(), issue_no, seen=seen, new_text=text, new_field=field, **fields
    )
    step = after.last(kind)
    return step.other if step else None


def _names_of(kind: str) -> tuple[str, ...]:
    """The fields of a step's form, in the order they are asked: what is needed first."""
    return (*REQUIRED[kind], *OPTIONAL.get(kind, ()))


def _fields(kind: str, given: dict[str, str]) -> dict[str, object]:
    """The fields of a step as typed; names in the form carry the kind, so that forms stand side by side."""
    typed = {name: given.get(f"{kind}.{name}", "").strip() for name in _names_of(kind)}
    return {name: YES_NO[name].get(value) if name in YES_NO else value for name, value in typed.items()}


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() else None


def _page(case: Case, given: dict[str, str], errors: dict[str, str]) -> str:
    found = handling.standing_of(desk(), case)
    household = case.issue.household_code
    resident, offered = dossier.resident_of(desk(), account(), case), handling.steps_for(account(), case)
    must_ask = resident is None and "replied" in offered
    return flask.render_template(
        "desk/issue.html",
        case=case,
        report=report_of(case),
        title=short(report_of(case), LONGEST_HEADING),
        field=field_of(case),
        standing=found,
        stage=STAGES[found.stage],
        lines=dossier.lines(desk(), case),
        is_done_belatedly=dossier.is_done_belatedly(desk(), case),
        resident=resident,
        go_between=dossier.go_between(desk(), case) if must_ask else None,
        household=household,
        offered=offered,
        why_not=_why_not(case),
        names_of=_names_of,
        is_required=lambda kind, name: name in REQUIRED[kind],
        text_labels=TEXT_LABELS,
        given=given,
        errors=errors,
        today=desk().today(),
        limits=desk().limits_of(case.no),
        draft=desk().cases.draft(case.no),
        may_write=account().role in drafting.WRITERS,
        publication=desk().cases.publication(case.no),
        step_labels=STEP_LABELS,
        step_options=_options(case),
        upload_state=upload_state(case),
        upload_states=UPLOAD_STATES,
        upload_number=number_of(case),
        family=merging.family_of(desk(), case),
        main=main_of(case),
        may_merge=account().role in merging.MERGERS,
        stages=STAGES,
        stage_of=stage_of,
        **_names(),
    )


def _why_not(case: Case) -> str | None:
    """Why the next step is not this person's, where that is a rule and no matter of roles."""
    kinds = ("accepted", "callback")
    refused = (same_person(case, kind, *account().selves) for kind in kinds if _is_mine(case, kind))
    return next((why for why in refused if why), None)


def _is_mine(case: Case, kind: str) -> bool:
    return handling.may_take(account(), case, kind) and kind in handling.next_steps(case)


def _options(case: Case) -> dict[str, dict[str, str]]:
    """What may be chosen in a step's form, by field."""
    year = desk().year
    severities = {
        code: label for code, label in SEVERITIES.items() if code != "on_spot" or case.issue.on_spot
    }
    community = year.community(case.issue.community_code)
    units = ({community.code: f"{community.name}（本社区）"} if community else {}) | _units()
    able = handling.able_to_handle(desk())
    return {
        "severity": severities,
        "unit": {code: name if code in able else f"{name}（没有经办账号）" for code, name in units.items()},
        "field": year.campaign.field_labels(),
        "channel": dict(CHANNELS),
        "basis": dict(BASES),
        "reached": {"yes": "联系上了", "no": "没联系上"},
        "solved": dict(SOLVED),
        "satisfaction": dict(SATISFACTIONS),
    }


def _units() -> dict[str, str]:
    return {unit.code: unit.name for unit in desk().year.units.units}


def _names() -> dict[str, object]:
    year = desk().year
    return {
        "community_names": {each.code: each.name for each in year.places.communities},
        "field_labels": year.campaign.field_labels(),
        "unit_name": desk().unit_name,
        "severities": SEVERITIES,
    }
