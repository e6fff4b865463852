"""What the collector refuses, and why, in words for the person who asked."""

from collections.abc import Mapping


class Refusal(Exception):  # noqa: N818  an answer to a person, not a fault
    """An act or a request that cannot be done (不予办理).

    `code` is stable ASCII; `message` is Chinese: what was found and what to do; `fields` maps the name of
    a field of the form or JSON body to its own message. Both are whole sentences, whoever wrote them without
    a full stop. `status` is the HTTP answer.
    """

    status = 422

    def __init__(self, code: str, message: str, fields: Mapping[str, str] | None = None) -> None:
        self.code = code
        self.message = _sentence(message)
        self.fields = {name: _sentence(said) for name, said in (fields or {}).items()}
        super().__init__(self.message)


def _sentence(said: str) -> str:
    return said if said.endswith(("。", "！", "？")) else f"{said}。"


class BadRequest(Refusal):
    """Not a request of the agreed shape at all."""

    status = 400


class NotSignedIn(Refusal):
    """Nobody, or nobody we know, is asking."""

    status = 401


class NotAllowed(Refusal):
    """Not this role, not this community, or not the same person twice (不得自审)."""

    status = 403


class Missing(Refusal):
    """There is no such thing, or not for this person."""

    status = 404


class Gone(Refusal):
    """It was given out for a time, and the time is over."""

    status = 410


class Conflict(Refusal):
    """The same id with other content, or a step that somebody else took first."""

    status = 409


class TooMany(Refusal):
    """Too many failures; trying again after `retry_after` seconds is right."""

    status = 429

    def __init__(self, retry_after: int) -> None:
        minutes = -(-retry_after // 60)
        super().__init__("too_many", f"试得太多了，请过 {minutes} 分钟再试。")
        self.retry_after = retry_after


class StoreUnavailable(Refusal):
    """The store cannot take it now; nothing was stored, and trying again later is right."""

    status = 503
