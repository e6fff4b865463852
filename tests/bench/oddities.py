"""Odd values (怪值): texts, JSON, instances of a schema that are almost, or not at all, what was asked."""

import json
import random
import uuid
from typing import Any

Json = Any

TEXTS = (
    "", " ", "0", "-1", "1.5", "1e999", "9" * 400, "NaN", "null", "true", "²", "٣", "一", "on", "yes", "met",
    "\x00", "a\x00b", "\x1b[31m", "\ufeff", "\u202e倒", "\u200b", "e\u0301" * 50, "💥" * 300, "字" * 5000,
    "../../etc/passwd", "..\\..\\x", "/", "//elsewhere.example", "\\\\elsewhere.example",
    "javascript:alert(1)",
    "' OR 1=1 --", '"; DROP TABLE documents; --', "<script>alert(1)</script>", "{{ 7 * 7 }}", "{% raw %}",
    "%s%n%x", "${jndi:x}", "=1+1", "@SUM(A1)", "\r\nSet-Cookie: a=b", "a\r\n\r\nb", "[]", "{}", '{"a":1}',
    "2022-02-30", "0000-00-00", "9999-12-31", "2022-13-01", "2022-08-05", "2022-08-05T25:61", "10:00",
    "24:00",
    "2022-08-05T10:00:00+99:99", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2022-W31",
    "1901000000Z", "fuxing", "fuxing-0001", "fuxing-9999", "2022-000001", "V2022-000001", "P2022-000001",
    "V2022-999999999999999999999", "F0000-0", "B2022-000001", "short:V2022-000001", "grid2", "civil-affairs",
    "00000000-0000-4000-8000-000000000001", "not-a-uuid", "13800138000", "visiting", "general", "unit.text",
)  # fmt: skip
NUMBERS = (0, -1, 1, 2**31, 2**63, -(2**63) - 1, 10**400, 0.1, -0.0, 1e308, float("inf"), float("nan"))
DEPTH = 5


def text(rng: random.Random) -> str:
    """A text nobody would type, or somebody would in another field."""
    way = rng.random()
    if way < 0.75:
        return rng.choice(TEXTS)
    if way < 0.85:
        return "".join(chr(rng.choice((rng.randrange(128), rng.randrange(0xD800)))) for _ in range(12))
    return rng.choice(TEXTS) + rng.choice(TEXTS)


def json_value(rng: random.Random, depth: int = 0) -> Json:
    """Any value of JSON, and a few that JSON has no word for."""
    way = rng.randrange(9 if depth < DEPTH else 7)
    if way == 0:
        return None
    if way == 1:
        return rng.random() < 0.5
    if way == 2:
        return rng.choice(NUMBERS)
    if way < 6:
        return text(rng)
    if way == 6:
        return rng.choice(("\ud800", "a\udfffb", "\udc80" * 3))
    if way == 7:
        return [json_value(rng, depth + 1) for _ in range(rng.randrange(4))]
    return {text(rng)[:40]: json_value(rng, depth + 1) for _ in range(rng.randrange(4))}


def instance(schema: Json, of: Json, rng: random.Random, oddness: float, depth: int = 0) -> Json:
    """Something like what a schema of the description `of` asks for; each part may be another than asked."""
    if rng.random() < oddness:
        return json_value(rng, depth)
    if "$ref" in schema:
        *_, name = schema["$ref"].split("/")
        return instance(of["components"]["schemas"][name], of, rng, oddness, depth)
    if "anyOf" in schema:
        return instance(rng.choice(schema["anyOf"]), of, rng, oddness, depth)
    if "enum" in schema:
        return rng.choice(schema["enum"])
    kind = schema.get("type")
    if kind == "object":
        return _object(schema, of, rng, oddness, depth)
    if kind == "array":
        items = schema.get("items") or {}
        return [instance(items, of, rng, oddness, depth + 1) for _ in range(rng.randrange(3))]
    plain = {
        "string": lambda: str(uuid.UUID(int=rng.getrandbits(128))) if rng.random() < 0.3 else text(rng),
        "integer": lambda: rng.randrange(-2, 12),
        "number": lambda: rng.uniform(-1, 10),
        "boolean": lambda: rng.random() < 0.5,
        "null": lambda: None,
    }
    return plain[kind]() if kind in plain else json_value(rng, depth)


def _object(schema: Json, of: Json, rng: random.Random, oddness: float, depth: int) -> Json:
    required = schema.get("required", ())
    made = {
        name: instance(each, of, rng, oddness, depth + 1)
        for name, each in schema.get("properties", {}).items()
        if (name in required and rng.random() > oddness) or rng.random() < 0.4
    }
    if rng.random() < oddness:
        made[text(rng)[:30]] = json_value(rng, depth + 1)
    return made


def changed(body: Json, rng: random.Random) -> Json:
    """A right body with up to three parts that are not."""
    made = json.loads(json.dumps(body))
    for _ in range(rng.randrange(4)):
        inside = rng.choice([each for each in _objects(made) if each] or [made])
        way, name = rng.random(), rng.choice([*inside, "id"])
        if way < 0.7:
            inside[name] = json_value(rng)
        elif way < 0.85:
            inside.pop(name, None)
        else:
            inside[text(rng)[:30]] = json_value(rng)
    return made


def _objects(value: Json) -> list[dict[str, Json]]:
    if isinstance(value, list):
        return [each for part in value for each in _objects(part)]
    if isinstance(value, dict):
        return [value, *(each for part in value.values() for each in _objects(part))]
    return []


def not_json(rng: random.Random) -> bytes:
    """A body that is no JSON object, or hardly one."""
    return rng.choice(
        (
            b"", b"null", b"[]", b"3", b'"x"', b"NaN", b"Infinity", b"{'id': 1}", b"{", b'{"id"', b"visit",
            b"\x00",
            b"[" * 60_000, b'{"a":' * 40_000, b"[" * 60_000 + b"]" * 60_000,
            b'{"a":' * 400 + b"1" + b"}" * 400,
            b"\xff\xfe{\x00}\x00", b"\xef\xbb\xbf{}", b'"\xed\xa0\x80"', b'{"id": "\\ud800"}', b'{"\xff": 1}',
            b'{"id": 1, "id": 2}', b'{"id": ' + b"9" * 100_000 + b"}", b'{"id": 1e' + b"9" * 5000 + b"}",
            b'{"id": "' + b"x" * 200_000 + b'"}', b"{}" * 3, b"{}//", b'{"id": 0x10}', b'{"id": 01}',
            b'{"id": +1}',
            b'{"id": "\t"}', b"\x1f\x8b\x08\x00garbage", rng.randbytes(200), rng.randbytes(3),
        )
    )  # fmt: skip
