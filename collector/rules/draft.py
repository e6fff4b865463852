"""The public texts of an issue (公示稿), before and after they are approved."""

import msgspec


class Draft(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The public texts of an issue (公示稿), written by one person and approved by another (R5.2).

    `matter` is public (公共) or personal (个人); `state` draft, pending, published or withdrawn.
    """

    issue_no: str
    community_code: str
    state: str
    matter: str
    title: str
    summary: str
    outcome: str = ""
    proposal: str = ""
    written_by: str
    written_at: str
    approved_by: str | None = None
    approved_at: str | None = None
    published_on: str | None = None
    changed_on: str | None = None
    withdrawn_on: str | None = None
    returned_because: str | None = None
