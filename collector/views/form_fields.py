"""From the fields of a form to the body of a submission, and back (表单); names are JSON paths with dots.

A few fields are for people only: day and times of a visit stand apart, a reason may be picked or written,
and what was said to a prompt can be ticked to become an issue.
"""

import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from generator.campaign.configuration import CampaignYear, Prompt

Body = dict[str, Any]
Fields = dict[str, str]
# Colleagues' names by username, asked for only where a form names somebody: there may be hundreds.
People = Callable[[], Mapping[str, str]]

OTHER = "其他"
LISTS = ("issues", "companions")
PEOPLES_OWN = frozenset({"csrf", "date", "start", "end", "rest", "channel_reason_more", "more"})


def visit_body(form: MultiDict[str, str], year: CampaignYear, people: People = dict) -> Body:
    """The body of a visit as the form says it (走访)."""
    fields = _filled(form)
    body = _nest({name: value for name, value in fields.items() if name not in PEOPLES_OWN})
    body |= _times(fields)
    if isinstance(body.get("policies_told"), dict):
        body["policies_told"] = list(body["policies_told"])
    if "contact_ok" in body:
        body["contact_ok"] = body["contact_ok"] == "yes"
    _settle_reason(body, fields)
    _settle_companions(body, people)
    _settle_answers(body, year, is_rest_fine="rest" in fields)
    if body.get("result") != "met":
        for name in ("answers", "issues", "short_reason", "ended_at", "policies_told"):
            body.pop(name, None)
    return body


def issue_body(form: MultiDict[str, str]) -> Body:
    """The body of an issue by itself as the form says it (问题)."""
    fields = _filled(form)
    body = _nest({name: value for name, value in fields.items() if name not in PEOPLES_OWN})
    if "date" in fields and "start" in fields:
        body["collected_at"] = f"{fields['date']}T{fields['start']}"
    return body


def sent_fields(form: MultiDict[str, str]) -> Fields:
    """What somebody sent by a form, whatever it comes to today (所填)."""
    return {name: value for name, value in _filled(form).items() if name != "csrf"}


def flat(body: Body) -> Fields:
    """The fields that show a body again."""
    return dict(_flat(body, ""))


def visit_fields(body: Body, form: MultiDict[str, str], year: CampaignYear, people: People = dict) -> Fields:
    """The fields of a visit's form as they were filled in, tidied where `visit_body` tidied."""
    own = {
        name: value for name, value in form.items() if name in PEOPLES_OWN and name not in ("csrf", "rest")
    }
    fields = own | flat(body | {"policies_told": dict.fromkeys(body.get("policies_told", ()), True)})
    if companions := [path for path in fields if path.startswith("companions.") and path.endswith(".user")]:
        names = people()
        for path in companions:
            fields[path.removesuffix("user") + "name"] = names.get(fields[path], fields.pop(path))
    reason = fields.get("channel_reason")
    if reason and reason not in year.form.absence_reasons:
        fields |= {"channel_reason": OTHER, "channel_reason_more": reason}
    return fields


def _filled(form: MultiDict[str, str]) -> Fields:
    return {name: value.strip() for name, value in form.items() if value.strip()}


def _nest(fields: Fields) -> Body:
    """Nest `a.0.b` into objects and, under the names of LISTS, lists without gaps."""
    body: Body = {}
    for path, value in fields.items():
        *parents, name = path.split(".")[:4]
        place = body
        for parent in parents:
            inner = place.setdefault(parent, {})
            place = inner if isinstance(inner, dict) else {}
        place[name] = value
    for name in LISTS:
        if isinstance(body.get(name), dict):
            numbered = sorted(body[name].items(), key=lambda pair: pair[0].zfill(4))
            body[name] = [each for _, each in numbered if isinstance(each, dict) and _is_meant(each)]
            if not body[name]:
                del body[name]
    issues = body.get("issues")
    for issue in issues if isinstance(issues, list) else ():
        if str(issue.get("prompt", "")).isdecimal():
            issue["prompt"] = int(issue["prompt"])
    return body


def _is_meant(row: Body) -> bool:
    """Say whether somebody wrote something into a row, beyond what the page put there."""
    return any(row.get(name) for name in ("text", "outcome", "name", "user"))


def _times(fields: Fields) -> Body:
    day = fields.get("date", "")
    pairs = {"started_at": fields.get("start"), "ended_at": fields.get("end")}
    return {name: f"{day}T{time}" for name, time in pairs.items() if day and time}


def _settle_reason(body: Body, fields: Fields) -> None:
    if body.get("channel") == "doorstep":
        body.pop("channel_reason", None)
    elif "channel_reason_more" in fields:
        body["channel_reason"] = fields["channel_reason_more"]


def _settle_companions(body: Body, people: People) -> None:
    """A companion whose name is a colleague's, and nobody else's, is that colleague."""
    companions = body.get("companions")
    if not isinstance(companions, list):
        return
    names = people()
    for companion in companions:
        if list(names.values()).count(companion.get("name")) == 1:
            name = companion.pop("name")
            companion["user"] = next(user for user, each in names.items() if each == name)


def _settle_answers(body: Body, year: CampaignYear, *, is_rest_fine: bool) -> None:
    """Fill in what the form implies: the rest is fine, what is written is said, what is ticked is due."""
    answers, issues = body.setdefault("answers", {}), body.setdefault("issues", [])
    if not isinstance(answers, dict) or not isinstance(issues, list):
        return
    for prompt in year.form.prompts:
        answer = answers.setdefault(str(prompt.no), {})
        if isinstance(answer, dict):
            _settle_answer(answer, prompt, body, is_rest_fine=is_rest_fine)
            if not answer:
                del answers[str(prompt.no)]
    for name in ("answers", "issues"):
        if not body[name]:
            del body[name]


def _settle_answer(answer: Body, prompt: Prompt, body: Body, *, is_rest_fine: bool) -> None:
    issues: list[Body] = [each for each in body["issues"] if each.get("prompt") == prompt.no]
    is_due = answer.pop("issue", "") == "yes"
    if answer.get("text"):
        answer.setdefault("state", "answered")
    if is_rest_fine:
        answer.setdefault("state", "none")
    if answer.get("state") != "answered":
        answer.pop("text", None)
    if is_due and answer.get("text") and not issues:
        issues = [_issue_of(prompt, answer["text"], body)]
        body["issues"] += issues
    if any(each.get("text") == answer.get("text") for each in issues):
        answer.pop("text", None)


def _issue_of(prompt: Prompt, text: str, body: Body) -> Body:
    """An issue made of an answer; its id follows from the visit's, so a resend makes no second one."""
    made = uuid.uuid5(uuid.NAMESPACE_OID, f"{body.get('id')}:{prompt.no}")
    field = {"field": prompt.fields[0]} if len(prompt.fields) == 1 else {}
    return {"id": str(made), "prompt": prompt.no, "text": text, **field}


def _flat(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for name, each in pairs:
            yield from _flat(each, f"{path}.{name}" if path else str(name))
    elif value is not None:
        yield path, "yes" if value is True else str(value)
