"""Where people may be recognised (痕迹): found for some households, and removed; the ledger stays whole.

What `erase` does for one household and `purge` for all that are due is done here, so that neither can leave
what the other removes.
"""

from collections.abc import Collection

import msgspec

from collector.desk import Desk
from collector.desk.publishing.photos import drop_unused
from collector.desk.visiting.submissions import code_of
from collector.rules.homes.household import Household, Resident
from collector.rules.issues.issue import Words
from collector.rules.publishing.draft import Draft, without_texts

UNPUBLISHED = ("draft", "pending")
REASONS = ("vacant_reason", "unreachable_reason")
ERASED = "已删除"


class Traces(msgspec.Struct, frozen=True, kw_only=True):
    """What still tells of people (痕迹): `withdrawn` are texts that were public once.

    `helped` are households of which it is kept why they needed help.
    """

    residents: tuple[Resident, ...]
    texts: tuple[Words, ...]
    drafts: tuple[Draft, ...]
    withdrawn: tuple[Draft, ...]
    homes: tuple[Household, ...]
    helped: tuple[str, ...]
    submissions: tuple[str, ...]


def traces_of(desk: Desk, households: Collection[str], numbers: Collection[str] = ()) -> Traces:
    """All there is of some households, their visits and issues, and of visits and issues by number."""
    registers = desk.registers
    visits = [each for each in registers.visits if each.household_code in households or each.no in numbers]
    issues = [each for each in registers.issues if each.household_code in households or each.no in numbers]
    theirs = {each.no for each in visits} | {each.no for each in issues}
    sent = {
        *(code_of(each.visitor, "visit", each.id) for each in visits),
        *(code_of(each.reported_by, "issue", each.id) for each in issues),
    }
    return Traces(
        residents=tuple(each for each in registers.residents if each.household_code in households),
        texts=tuple(
            each for each in registers.words if each.household_code in households or each.of in theirs
        ),
        drafts=tuple(
            each for each in registers.drafts if each.issue_no in theirs and each.state in UNPUBLISHED
        ),
        withdrawn=tuple(
            each
            for each in registers.publications
            if each.issue_no in theirs and each.state == "withdrawn" and each != without_texts(each)
        ),
        homes=tuple(each for each in registers.households if each.code in households and _told_of(each)),
        helped=tuple(
            each.household_code
            for each in registers.hardships
            if each.household_code in households and each.causes
        ),
        submissions=tuple(
            each.code for each in registers.submissions if each.code in sent and (each.digest or each.sent)
        ),
    )


def remove(desk: Desk, traces: Traces) -> None:
    """Remove them for good; inside an act."""
    registers = desk.registers
    for resident in traces.residents:
        registers.residents.remove(household_code=resident.household_code)
    for words in traces.texts:
        registers.words.remove(of=words.of, part=words.part)
    for draft in traces.drafts:
        registers.drafts.remove(issue_no=draft.issue_no)
        drop_unused(desk, draft.issue_no)
    for draft in traces.withdrawn:
        registers.publications.replace(without_texts(draft))
    for home in traces.homes:
        registers.households.amend(dict.fromkeys(_told_of(home), ERASED), code=home.code)
    # Why somebody is in hardship is told of a person; that the household was helped stays in the ledger.
    for code in traces.helped:
        registers.hardships.amend({"causes": []}, household_code=code)
    for code in traces.submissions:
        registers.submissions.amend({"digest": "", "sent": ""}, code=code)


def _told_of(home: Household) -> list[str]:
    """Which reasons somebody wrote down and nobody erased yet."""
    return [reason for reason in REASONS if getattr(home, reason) not in (None, ERASED)]
