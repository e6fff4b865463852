from collector.rules.issues.escalation import UPLOAD_KINDS
from collector.rules.issues.issue import Step
from collector.rules.issues.stages import NEXT
from collector.rules.issues.steps import OPTIONAL, REQUIRED, ROLES_FOR, STEP_LABELS, reopens, steps_offered
from collector.rules.people.account import Account
from generator.campaign.vocabulary import ROLES
from tests.makers import make_case, make_step

DONE = ("accepted", "proposal", "resolved", "replied")
MERGING = ("merged", "unmerged", "absorbed", "released", "visit_corrected", *UPLOAD_KINDS)


def account(role: str, username: str | None = None) -> Account:
    return Account(username=username or role, name="示例", role=role)


def test_every_kind_is_described_once() -> None:
    """Labels, requirements and roles speak of the same kinds of step, and roles are real ones."""
    kinds = {kind for steps in NEXT.values() for kind in steps}
    assert set(REQUIRED) == set(ROLES_FOR) == kinds == set(STEP_LABELS) - {"registered", *MERGING}
    assert set(OPTIONAL) <= kinds
    assert frozenset().union(*ROLES_FOR.values()) <= set(ROLES)
    names = {name for each in (*REQUIRED.values(), *OPTIONAL.values()) for name in each}
    assert names <= set(Step.__struct_fields__)


def test_what_is_refused_is_not_offered() -> None:
    """The steps offered follow the stage, the role and who did what before."""
    assert steps_offered(make_case(), account("street_reviewer")) == ("accepted", "returned")
    assert steps_offered(make_case(), account("street_reviewer", "grid_worker")) == ()
    assert steps_offered(make_case(), account("unit_handler")) == ()
    assert steps_offered(make_case("accepted"), account("unit_handler")) == (
        "proposal",
        "resolved",
        "explained",
    )
    assert steps_offered(make_case(*DONE), account("campaign_office", "unit_handler")) == ("reopened",)


def test_unsolved_sends_it_back_to_work() -> None:
    """没解决 of what was called done reopens; of what was explained it does not by itself (S71)."""
    no = make_step("callback", solved="no", text="解释过")
    assert reopens(make_case(*DONE), no)
    assert not reopens(make_case(*DONE), make_step("callback"))
    assert not reopens(make_case(*DONE), make_step("callback", reached=False, solved="no"))
    assert not reopens(make_case("accepted", "explained", "replied"), no)
    assert not reopens(make_case("accepted"), no)
    assert reopens(make_case(make_step("accepted", severity="on_spot"), on_spot="solved"), no)
