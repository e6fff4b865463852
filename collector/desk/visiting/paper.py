"""Visits on paper (纸质走访表): forms with numbers are given out, and what is keyed in is taken once.

A form's number stands for a submission id made when it was printed, so that a sheet keyed in twice is known
again, whoever keys it in.
"""

import uuid

import msgspec

from collector.desk import Desk
from collector.desk.people import access, accounts
from collector.desk.visiting import intake
from collector.desk.visiting.submissions import Body, Receipt, earlier, identified
from collector.errors import Conflict, Missing, NotAllowed, Refusal
from collector.rules.people.account import Account
from collector.rules.visiting.paper import MOST_FORMS, BlankForm, form_number, read_number

PRINTERS = access.REPORTING_ROLES


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """Forms printed together (一批空白表), with how many are keyed in."""

    forms: tuple[BlankForm, ...]

    @property
    def code(self) -> str:
        return self.forms[0].batch

    @property
    def last(self) -> str:
        return self.forms[-1].no

    @property
    def printed_on(self) -> str:
        return self.forms[0].printed_at[:10]

    @property
    def keyed(self) -> int:
        return sum(1 for each in self.forms if each.visit_no)

    @property
    def missing(self) -> tuple[str, ...]:
        """Numbers nobody has keyed in yet."""
        return tuple(each.no for each in self.forms if not each.visit_no)


def print_forms(desk: Desk, account: Account, count: int) -> str:
    """Give out so many numbered forms (印空白表); returns the batch's code."""
    access.require(account, *PRINTERS)
    if not 1 <= count <= MOST_FORMS:
        raise Refusal("how_many", "", {"count": f"一次印 1 到 {MOST_FORMS} 张，填的是 {count}。"})
    year = desk.year.campaign.year

    def work() -> str:
        numbers = [form_number(year, desk.registers.next_count(f"Z{year}")) for _ in range(count)]
        for no in numbers:
            desk.registers.blank_forms.add(
                BlankForm(
                    no=no,
                    id=str(uuid.uuid4()),
                    batch=numbers[0],
                    printed_by=account.username,
                    printed_at=desk.now(),
                )
            )
        desk.note(account, "forms_printed", of=numbers[0], detail=str(count))
        return numbers[0]

    return desk.act(work)


def batch_of(desk: Desk, account: Account, code: str) -> Batch:
    """A batch, for whoever had it printed and for the office."""
    access.require(account, *PRINTERS)
    forms = desk.registers.blank_forms.having(batch=code)
    if not forms:
        raise Missing("no_such_batch", f"没有从编号 {code[:40]} 开始的一批空白表，请核对。")
    if account.username != forms[0].printed_by and account.role != "campaign_office":
        raise NotAllowed("not_your_batch", "这批空白表是别人印的，要用请自己印一批。")
    return Batch(forms=tuple(forms))


def batches_of(desk: Desk, account: Account) -> list[Batch]:
    """What somebody had printed, newest first."""
    access.require(account, *PRINTERS)
    found: dict[str, list[BlankForm]] = {}
    for form in desk.registers.blank_forms.having(printed_by=account.username):
        found.setdefault(form.batch, []).append(form)
    return [Batch(forms=tuple(forms)) for forms in reversed(found.values())]


def form_of(desk: Desk, written: str) -> BlankForm:
    """The form of a number as typed; a slip and a number that was never printed are told apart."""
    if not written.strip():
        raise Refusal("no_number", "请填表右上角的编号。", {"no": "请填表右上角的编号。"})
    number = read_number(written, desk.year.campaign.year)
    if number is None:
        said = f"编号“{written[:30]}”不对，请照表右上角再输一遍，例如 {form_number(2022, 123)}。"
        raise Refusal("wrong_number", said, {"no": said})
    form = desk.registers.blank_forms.get(number)
    if form is None:
        said = f"没有印过编号是 {number} 的表，请照表右上角再核对一遍。"
        raise Refusal("not_printed", said, {"no": said})
    return form


def key_in(desk: Desk, account: Account, written: str, body: Body, sent: Body | None = None) -> Receipt:
    """Take what stands on a sheet (录入): the same again for the same content; `sent` as with a visit."""
    access.require(account, *access.VISITING_ROLES)

    def work() -> Receipt:
        form = form_of(desk, written)
        given = identified(_with_ids(form, body))
        if form.keyed_by:
            return _again(desk, form, given, sent)
        receipt = intake.submit_visit(desk, account, given, sent)
        done = msgspec.structs.replace(form, keyed_by=account.username, visit_no=receipt.answer["no"])
        desk.registers.blank_forms.put(done)
        return receipt

    return desk.act(work)


def _with_ids(form: BlankForm, body: Body) -> Body:
    """The body under the sheet's id; its issues are known by their place on the sheet."""
    issues = body.get("issues")
    if isinstance(issues, list):
        numbered = [
            each | {"id": str(uuid.uuid5(uuid.NAMESPACE_OID, f"{form.id}:{place}"))}
            for place, each in enumerate(issues)
        ]
        body = body | {"issues": numbered}
    return body | {"id": form.id}


def _again(desk: Desk, form: BlankForm, given: Body, sent: Body | None) -> Receipt:
    """The first answer, if the sheet was keyed in with this very content."""
    first = accounts.known_account(desk, form.keyed_by or "")
    try:
        known = earlier(desk, first, "visit", given, sent)
    except Conflict:
        known = None
    if known is None:
        raise Conflict(
            "other_content",
            f"编号 {form.no} 的表{accounts.name_of(desk, first.username)}已经录过，走访编号 {form.visit_no}，"
            "这次填的和那次不一样，没有存。请核对右上角的编号；那次录错了的，请走访人在那次走访的回执里点“更正”。",
        )
    return known
