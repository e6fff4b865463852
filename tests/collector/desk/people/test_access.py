import datetime

import msgspec
import pytest

from collector.clock import Clock
from collector.desk import Desk
from collector.desk.people import access, accounts, signing_in
from collector.desk.visiting import intake
from collector.errors import Conflict, Missing, NotAllowed, NotSignedIn, Refusal
from generator.campaign.vocabulary import ROLES
from tests.makers import make_account, make_case, make_household, make_step, make_visit_body

PASSPHRASE = "石榴铁桥四路公交"


class LaterClock(Clock):
    """A clock that tests move on."""

    def __init__(self) -> None:
        super().__init__(datetime.date(2022, 8, 5))
        self.passed = datetime.timedelta()

    def now(self) -> datetime.datetime:
        return super().now() + self.passed


@pytest.fixture
def clock(desk: Desk) -> LaterClock:
    desk.clock = LaterClock()
    return desk.clock


def trail(desk: Desk) -> list[str]:
    return [entry.what for entry in desk.trail]


# -- signing in


def test_signing_in_opens_a_session_that_is_kept_as_a_digest_only(desk: Desk) -> None:
    """The right passphrase gives a secret that speaks for the account and stands nowhere in the store."""
    account = signing_in.set_passphrase(desk, make_account(desk), PASSPHRASE)
    secret = signing_in.open_session(desk, signing_in.recognise(desk, account.username, PASSPHRASE))
    assert signing_in.account_of(desk, "session", secret) == account
    kept = [msgspec.to_builtins(ticket) for ticket in desk.registers.tickets]
    assert secret not in str(kept)
    assert PASSPHRASE not in str(list(desk.registers.accounts))
    assert "signed_in" in trail(desk)


@pytest.mark.parametrize("case", ["wrong", "unknown", "unset", "disabled"])
def test_every_failed_sign_in_reads_the_same(desk: Desk, case: str) -> None:
    """Whether the name, the passphrase or the account is wrong, the answer is one and the same."""
    account = make_account(desk)
    if case != "unset":
        signing_in.set_passphrase(desk, account, PASSPHRASE)
    if case == "disabled":
        accounts.disable_account(desk, account.username)
    name = "nobody" if case == "unknown" else account.username
    with pytest.raises(NotSignedIn) as refused:
        signing_in.recognise(desk, name, "wrong" if case == "wrong" else PASSPHRASE)
    assert refused.value.message == "登录名或口令不对。忘了口令，请找活动办要一个登录链接。"


def test_an_unknown_name_is_hashed_for_like_a_known_one(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unknown name costs one verification of the same kind, so the time tells nothing."""
    signing_in.set_passphrase(desk, make_account(desk), PASSPHRASE)
    verified: list[str] = []
    monkeypatch.setattr(signing_in, "_is_right", lambda expected, _: bool(verified.append(expected[:30])))
    for name in ("grid_worker", "nobody"):
        with pytest.raises(NotSignedIn):
            signing_in.recognise(desk, name, "wrong")
    assert len(verified) == 2
    assert verified[0].split("$")[:4] == verified[1].split("$")[:4]


def test_a_lone_surrogate_is_a_wrong_passphrase(desk: Desk) -> None:
    """Text that cannot be encoded is refused like any wrong passphrase."""
    signing_in.set_passphrase(desk, make_account(desk), PASSPHRASE)
    with pytest.raises(NotSignedIn):
        signing_in.recognise(desk, "grid_worker", "\ud800")


def test_a_refusal_sends_nobody_to_themselves() -> None:
    """Everybody is sent to the office, and the office to those who may."""
    with pytest.raises(NotAllowed, match=r"街道审核不能做这件事。要办，请找活动办。"):
        access.require(make_account(role="street_reviewer"), "admin")
    with pytest.raises(NotAllowed, match=r"活动办不能做这件事。能办的是：网格员、系统管理。"):
        access.require(make_account(role="campaign_office"), "admin", "grid_worker")


def test_signing_out_ends_this_session_alone(desk: Desk) -> None:
    """The secret is worthless afterwards; another phone of the same person stays signed in."""
    account = make_account(desk)
    phone, desktop = signing_in.open_session(desk, account), signing_in.open_session(desk, account)
    signing_in.sign_out(desk, phone)
    assert signing_in.account_of(desk, "session", phone) is None
    assert signing_in.account_of(desk, "session", desktop) == account


@pytest.mark.parametrize(("role", "hours"), [("grid_worker", 30 * 24), ("campaign_office", 8)])
def test_an_idle_session_ends(desk: Desk, clock: LaterClock, role: str, hours: int) -> None:
    """A cadre's phone stays signed in for 30 days unused, an office desk for 8 hours; use prolongs it."""
    account = make_account(desk, role=role)
    secret = signing_in.open_session(desk, account)
    clock.passed += datetime.timedelta(hours=hours - 1)
    assert signing_in.account_of(desk, "session", secret) == account
    clock.passed += datetime.timedelta(hours=hours - 1)
    assert signing_in.account_of(desk, "session", secret) == account
    clock.passed += datetime.timedelta(hours=hours + 1)
    assert signing_in.account_of(desk, "session", secret) is None


def test_most_requests_write_nothing(desk: Desk) -> None:
    """Using a fresh session leaves the store as it is."""
    secret = signing_in.open_session(desk, make_account(desk))
    before = desk.store.head()
    signing_in.account_of(desk, "session", secret)
    assert desk.store.head() == before


def test_a_session_is_no_token_and_a_token_no_session(desk: Desk) -> None:
    """A secret works only for what it was made for."""
    account = make_account(desk)
    session, token = signing_in.open_session(desk, account), signing_in.make_token(desk, account.username)
    assert signing_in.account_of(desk, "token", token) == account
    assert signing_in.account_of(desk, "token", session) is None
    assert signing_in.account_of(desk, "session", token) is None


# -- links and passphrases


def test_a_link_sets_a_passphrase_once(desk: Desk) -> None:
    """A one-time link lets its owner set a passphrase; used, it is over, and so are older sessions."""
    account = make_account(desk)
    session = signing_in.open_session(desk, account)
    link = signing_in.make_link(desk, account.username)
    assert signing_in.link_account(desk, link) == account
    signing_in.use_link(desk, link, PASSPHRASE)
    assert signing_in.account_of(desk, "session", session) is None
    assert signing_in.recognise(desk, account.username, PASSPHRASE)
    with pytest.raises(Missing):
        signing_in.use_link(desk, link, PASSPHRASE)


def test_a_link_lives_three_days(desk: Desk, clock: LaterClock) -> None:
    """After 72 hours a link is over."""
    link = signing_in.make_link(desk, make_account(desk).username)
    clock.passed += datetime.timedelta(hours=73)
    with pytest.raises(Missing):
        signing_in.link_account(desk, link)


def test_a_new_link_ends_the_earlier_one(desk: Desk) -> None:
    """Only the latest link of a person works."""
    account = make_account(desk)
    earlier, later = (
        signing_in.make_link(desk, account.username),
        signing_in.make_link(desk, account.username),
    )
    assert signing_in.link_account(desk, later) == account
    with pytest.raises(Missing):
        signing_in.link_account(desk, earlier)


def test_a_weak_passphrase_leaves_the_link_unused(desk: Desk) -> None:
    """A refused passphrase costs nothing: the link still works."""
    account = make_account(desk)
    link = signing_in.make_link(desk, account.username)
    with pytest.raises(Refusal, match="常见"):
        signing_in.use_link(desk, link, "12345678")
    assert signing_in.link_account(desk, link) == account


def test_a_token_is_of_the_agreed_form(desk: Desk) -> None:
    """A token is at least twenty characters of letters, digits, hyphen and underscore."""
    token = signing_in.make_token(desk, make_account(desk).username)
    assert len(token) >= 20
    assert token.replace("-", "").replace("_", "").isalnum()


# -- accounts


def test_an_account_is_bound_as_its_role_demands(desk: Desk) -> None:
    """Community roles need a known community, unit roles a known unit, street roles neither."""
    made = accounts.add_account(
        desk, username="wang", name="示例", role="grid_worker", community_code="fuxing"
    )
    assert desk.registers.accounts.get("wang") == made
    for wrong in (
        {"role": "grid_worker"},
        {"role": "grid_worker", "community_code": "nowhere"},
        {"role": "sponsor", "community_code": "fuxing"},
        {"role": "sponsor", "unit_code": "nowhere"},
        {"role": "publisher", "unit_code": "city-1"},
        {"role": "mayor"},
        {"role": "admin", "username": "a b"},
    ):
        with pytest.raises(Refusal):
            accounts.add_account(desk, **{"username": "li", "name": "示例"} | wrong)  # type: ignore[arg-type]
    assert desk.registers.accounts.get("li") is None


def test_a_name_is_given_once(desk: Desk) -> None:
    """A second account of the same name is refused."""
    make_account(desk, username="wang")
    with pytest.raises(Conflict):
        accounts.add_account(desk, username="wang", name="示例", role="admin")


def test_a_disabled_account_is_shut_out_and_its_trail_stays(desk: Desk) -> None:
    """Sessions, tokens and links end at once; what was done stays in the trail."""
    account = make_account(desk)
    secrets = [signing_in.open_session(desk, account), signing_in.make_token(desk, account.username)]
    accounts.disable_account(desk, account.username)
    assert signing_in.account_of(desk, "session", secrets[0]) is None
    assert signing_in.account_of(desk, "token", secrets[1]) is None
    assert len(desk.registers.tickets) == 0
    assert "signed_in" in trail(desk)
    with pytest.raises(Missing):
        signing_in.make_link(desk, account.username)


def test_an_account_that_was_closed_speaks_for_nobody(desk: Desk) -> None:
    """Whatever ticket was opened while it was being closed: session, token and link are worth nothing."""
    account = make_account(desk)
    tickets = {
        "session": signing_in.open_session(desk, account),
        "token": signing_in.make_token(desk, account.username),
        "link": signing_in.make_link(desk, account.username),
    }
    closed = msgspec.structs.replace(account, disabled=True)
    desk.act(lambda: desk.registers.accounts.put(closed))
    assert [kind for kind, secret in tickets.items() if signing_in.account_of(desk, kind, secret)] == []


# -- scope


def test_roles_are_refused_by_default() -> None:
    """Whoever has none of the roles named is refused, with a role in the message."""
    for role in ROLES:
        account = make_account(role=role)
        if role == "publisher":
            access.require(account, "publisher")
        else:
            with pytest.raises(NotAllowed):
                access.require(account, "publisher")


EVERYWHERE = {"fuxing", "example-1"}


@pytest.mark.parametrize(
    ("changes", "places"),
    [
        ({"role": "grid_worker"}, {"fuxing"}),
        ({"role": "community_collator", "community_code": "example-1"}, {"example-1"}),
        ({"role": "sponsor", "unit_code": "civil-affairs"}, {"example-1"}),
        ({"role": "sponsor", "unit_code": "city-1"}, EVERYWHERE),
        ({"role": "liaison", "unit_code": "city-office"}, set()),
        ({"role": "street_officer", "unit_code": "city-office"}, EVERYWHERE),
        ({"role": "unit_handler"}, set()),
        ({"role": "campaign_office"}, set()),
        ({"role": "street_reviewer"}, set()),
        ({"role": "publisher"}, set()),
        ({"role": "discipline"}, set()),
        ({"role": "admin"}, set()),
    ],
)
def test_where_each_role_may_visit(desk: Desk, changes: dict[str, str], places: set[str]) -> None:
    """Community roles visit at home, units where they are sent, the office nowhere."""
    account = make_account(**changes)
    assert {code for code in EVERYWHERE if access.may_visit(desk, account, code)} == places


def test_the_office_registers_issues_of_the_whole_street(desk: Desk) -> None:
    """Who calls the office is heard there; reviewers and handlers register nothing."""
    assert access.may_report(desk, make_account(role="campaign_office"), "example-1")
    assert not access.may_report(desk, make_account(role="street_reviewer"), "example-1")
    assert not access.may_report(desk, make_account(role="unit_handler"), "example-1")


CASE = make_case(make_step("accepted", unit="city-office"))


@pytest.mark.parametrize(
    ("changes", "sees"),
    [
        ({"role": "grid_worker"}, True),
        ({"role": "grid_worker", "community_code": "example-1"}, False),
        ({"role": "unit_handler", "unit_code": "city-office"}, True),
        ({"role": "unit_handler", "unit_code": "civil-affairs"}, False),
        ({"role": "sponsor", "username": "grid_worker"}, True),
        ({"role": "street_reviewer"}, True),
        ({"role": "publisher"}, True),
        ({"role": "campaign_office"}, True),
        ({"role": "discipline"}, False),
        ({"role": "admin"}, False),
    ],
)
def test_who_may_see_a_case(changes: dict[str, str], sees: bool) -> None:
    """A case is for its community, its unit, who collected it, and the street's office; for nobody else."""
    assert access.may_see_case(make_account(**changes), CASE) is sees


@pytest.mark.parametrize(
    ("changes", "sees"),
    [
        ({"role": "grid_worker", "username": "assigned"}, True),
        ({"role": "grid_worker", "username": "visited"}, True),
        ({"role": "grid_worker", "username": "other"}, False),
        ({"role": "grid_worker", "username": "assigned", "community_code": "example-1"}, False),
        ({"role": "community_collator"}, True),
        ({"role": "secretary"}, True),
        ({"role": "secretary", "community_code": "example-1"}, False),
        ({"role": "sponsor", "username": "assigned"}, True),
        ({"role": "unit_handler", "username": "visited"}, False),
        ({"role": "campaign_office"}, True),
        ({"role": "publisher"}, False),
        ({"role": "discipline"}, False),
        ({"role": "admin"}, False),
    ],
)
def test_who_may_see_contacts(desk: Desk, changes: dict[str, str], sees: bool) -> None:
    """Names and phones are for the assigned visitor, who has visited, the community and the office."""
    household = make_household(desk, assigned_to=("assigned",))
    intake.submit_visit(desk, make_account(desk, username="visited"), make_visit_body())
    assert access.may_see_contacts(desk, make_account(**changes), household) is sees


def test_companions_are_chosen_from_the_community_and_ones_own_unit(desk: Desk) -> None:
    """Who may come along is of the community visited or of one's own unit, in use, and somebody else."""
    me = make_account(desk, username="me", role="sponsor", unit_code="city-1")
    make_account(desk, username="mate", role="sponsor", unit_code="city-1")
    make_account(desk, username="local")
    make_account(desk, username="gone", disabled=True)
    make_account(desk, username="far", community_code="example-1")
    assert [each.username for each in accounts.colleagues_of(desk, me, "fuxing")] == ["local", "mate"]


def test_the_trail_knows_a_refused_sign_in_but_not_what_was_typed(desk: Desk) -> None:
    """A failed try is in the trail of a known account, without the passphrase."""
    signing_in.set_passphrase(desk, make_account(desk), PASSPHRASE)
    with pytest.raises(NotSignedIn):
        signing_in.recognise(desk, "grid_worker", "a wrong guess")
    assert trail(desk)[-1] == "sign_in_refused"
    assert "a wrong guess" not in str(list(desk.trail))


def test_a_refused_sign_in_waits_for_the_disk_whoever_was_tried(desk: Desk) -> None:
    """A name that nobody has costs a line in the trail too, without the name: it may be a passphrase."""
    desk.note(make_account(desk), "signed_in")
    for name in ("grid_worker", "my secret"):
        before = desk.store.head().seq
        with pytest.raises(NotSignedIn):
            signing_in.recognise(desk, name, "wrong")
        assert desk.store.head().seq == before + 1
    assert [(each.by, each.what) for each in desk.trail][-2:] == [
        ("grid_worker", "sign_in_refused"),
        ("stranger", "sign_in_refused"),
    ]
    assert "my secret" not in str(list(desk.trail))
