"""The interface described for machines (接口说明): OpenAPI, made of the records the interface reads."""

from typing import Any

import msgspec

from collector.rules.visiting.visit import IssueReport, VisitReport

Json = dict[str, Any]

_WHERE = "#/components/schemas/{name}"
_REFUSED = {
    400: "不是 JSON，或者不是一个对象",
    401: "没有令牌，或令牌不对",
    403: "不是这个角色，或不是这个社区",
    409: "同一个 id，内容和上次不一样",
    413: "超过 256 KB",
    415: "不是 application/json",
    422: "有要改的地方，fields 里写明是哪几处",
    429: "试得太多，按 Retry-After 再试",
    503: "现在存不下，什么都没有存，按 Retry-After 再试",
}


def description() -> Json:
    """Everything a client has to know: two submissions, their answers, and the one shape of a refusal."""
    (visit, issue), schemas = msgspec.json.schema_components((VisitReport, IssueReport), ref_template=_WHERE)
    return {
        "openapi": "3.1.0",
        "info": {"title": "万户登记接口", "version": "1"},
        "paths": {
            "/api/visits": {"post": _submission("登记走访", visit, _receipt(with_issues=True))},
            "/api/issues": {"post": _submission("登记问题", issue, _receipt(with_issues=False))},
        },
        "components": {
            "schemas": schemas | {"Refusal": _refusal()},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"token": []}],
    }


def _submission(summary: str, body: Json, receipt: Json) -> Json:
    refusal = {"$ref": _WHERE.format(name="Refusal")}
    taken = {"201": _answer("已经存好", receipt), "200": _answer("以前收到过，内容相同", receipt)}
    refused = {str(status): _answer(why, refusal) for status, why in _REFUSED.items()}
    return {
        "summary": summary,
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": taken | refused,
    }


def _answer(words: str, schema: Json) -> Json:
    return {"description": words, "content": {"application/json": {"schema": schema}}}


def _receipt(*, with_issues: bool) -> Json:
    text = {"type": "string"}
    properties: Json = {
        "id": text,
        "no": text,
        "received_at": {"type": "string", "format": "date-time"},
        "warnings": {"type": "array", "items": text},
    }
    if with_issues:
        properties["issues"] = {"type": "array", "items": _closed({"id": text, "no": text})}
    return _closed(properties)


def _refusal() -> Json:
    text = {"type": "string"}
    fields = {"type": "object", "additionalProperties": text}
    return _closed({"error": _closed({"code": text, "message": text, "fields": fields})})


def _closed(properties: Json) -> Json:
    """An object of exactly these."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
