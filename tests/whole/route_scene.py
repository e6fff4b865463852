"""One of everything in two communities and two units (场景), and a browser for each role at `fuxing`."""

import uuid
from typing import Any, cast

import flask
import msgspec

from collector import create_app
from collector.desk import Desk
from collector.desk.people import accounts, signing_in
from collector.desk.residents.callback import make_link
from collector.rules.homes.hardship import Hardship
from collector.rules.issues.issue import Case, Words
from collector.rules.oversight.meeting import Decision, Meeting
from collector.rules.publishing.photo import PhotoFile
from collector.rules.residents.complaint import Complaint
from collector.rules.residents.look_back import Sample
from collector.rules.visiting.paper import BlankForm
from collector.rules.visiting.visit import Visit
from collector.views import guard
from generator.campaign.records import PublishedPhoto
from generator.campaign.vocabulary import ROLES
from tests.clients import DeskClient
from tests.makers import (
    keep_case,
    make_account,
    make_case,
    make_draft,
    make_finding,
    make_household,
    make_outing,
    make_step,
    make_visit,
    make_year,
)

COMPLAINT_ID = uuid.UUID("00000000-0000-4000-8000-000000000077")
# What stands in addresses, for the community and unit of the people who ask, and for others.
OWN = {
    "community": "fuxing", "household": "fuxing-0001", "visit": "V2022-000001", "issue": "2022-000001",
    "done": "2022-000003", "outing": "P2022-000001", "username": "target", "finding": "F2022-000001",
    "flag": "short:V2022-000001", "complaint": "C2022-000001", "batch": "B2022-000001",
    "meeting": "M2022-000001", "phase": "visiting",
    "ledger": "L2022-000001",
    "sample": "K2022-000001",
    "given_id": str(COMPLAINT_ID),
    "sheet": "Z2022-000001-2", "photo": "2022-000003-aaa.jpg",
}  # fmt: skip
OTHER = OWN | {
    "community": "example-1", "household": "example-1-0001", "visit": "V2022-000002",
    "issue": "2022-000002", "done": "2022-000004", "outing": "P2022-000002", "ledger": "L2022-000002",
    "sheet": "Z2022-000002-9", "photo": "2022-000004-aaa.jpg",
}  # fmt: skip


class Scene:
    """A desk with everything, and who looks at it."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        desk.act(self._fill)
        self.app = create_app(desk, with_site=True)
        self.app.testing = False
        self.app.test_client_class = DeskClient
        self.secrets = {
            "secret": signing_in.make_link(desk, "target"),
            "callback": make_link(desk, make_account(role="campaign_office"), OWN["done"]),
        }

    def client(self, role: str | None = None) -> DeskClient:
        """A browser of the role's one account, or of a stranger."""
        client = cast(DeskClient, self.app.test_client())
        if role is not None:
            secret = signing_in.open_session(self.desk, accounts.known_account(self.desk, role))
            with self.app.test_request_context():
                flask.g.session_secret = secret
                client.csrf = guard.csrf_token()
                client.set_cookie(guard.cookie_name(), secret)
        return client

    def address(self, rule: str, names: dict[str, str]) -> str:
        return rule.format(**names, **self.secrets)

    def _fill(self) -> None:
        for role in ROLES:
            make_account(self.desk, role=role)
        make_account(self.desk, username="target")
        make_account(self.desk, username="stranger", community_code="example-1")
        self._community(OWN, unit="civil-affairs", number=1, by="grid_worker")
        self._community(OTHER, unit="city-office", number=2, by="stranger")
        at = "2022-08-01T09:00:00+08:00"
        held = {"by": "campaign_office", "at": at}
        self.desk.registers.meetings.add(Meeting(no=OWN["meeting"], held_on=at[:10], **held))
        decision = Decision(
            no=f"{OWN['meeting']}/1",
            of=OWN["meeting"],
            seq=1,
            owner="campaign_office",
            due_on=at[:10],
            **held,
        )
        self.desk.registers.decisions.add(decision)
        make_account(self.desk, username="other-sponsor", role="sponsor", unit_code="city-office")
        for names, by, number in ((OWN, "sponsor", "2022-000005"), (OTHER, "other-sponsor", "2022-000006")):
            forwarded = make_step("forwarded", by=by, other=names["ledger"])
            collected = {"reported_by": by, "source": "district", "community_code": names["community"]}
            keep_case(
                self.desk, make_case("accepted", forwarded, no=number, id=str(uuid.uuid4()), **collected)
            )
        sample = Sample(
            no=OWN["sample"], seed="7", by_aspect="field", issues=(OWN["done"],), pool_count=1,
            drawn_by="campaign_office", drawn_at=at,
        )  # fmt: skip
        self.desk.registers.samples.add(sample)
        self.desk.registers.findings.add(make_finding(of=OWN["issue"]))
        self.desk.registers.complaints.add(_complaint())
        self.desk.registers.words.add(Words(of=OWN["complaint"], part="report", text="示例意见"))

    def _community(self, names: dict[str, str], *, unit: str, number: int, by: str) -> None:
        place = {"community_code": names["community"]}
        make_household(
            self.desk,
            code=names["household"],
            grid_code=f"{names['community']}-01",
            assigned_to=(by,),
            **place,
        )
        short = f"2022-06-18T10:0{number}:00+08:00"
        hardship = Hardship(
            household_code=names["household"], causes=("illness",), policy_count=1, marked_by=by,
            marked_at="2022-07-01T09:00:00+08:00", **place,
        )  # fmt: skip
        self.desk.registers.hardships.add(hardship)
        self.desk.registers.visits.add(_visit(names, number, visitor=by, ended_at=short, **place))
        outing = make_outing(
            no=names["outing"], unit=unit, on="2022-08-20", grid_code=f"{names['community']}-01", **place,
            households=(names["household"],), listed_at="2022-08-01T09:00:00+08:00",
        )  # fmt: skip
        self.desk.registers.outings.add(outing)
        form = BlankForm(
            no=names["sheet"], id=str(uuid.uuid4()), batch=names["sheet"], printed_by=by, printed_at=short
        )
        self.desk.registers.blank_forms.add(form)
        for key, steps in (("issue", ()), ("done", ("resolved", "replied"))):
            taken = (
                make_step("accepted", unit=unit),
                *(make_step(kind, by="other_handler") for kind in steps),
            )
            listed = [make_step("listed", other=names["batch"])] if names is OWN and steps else []
            case = make_case(*taken, *listed, no=names[key], id=str(uuid.uuid4()), reported_by=by, **place)
            keep_case(self.desk, _at_home(case, names))
        photo = PublishedPhoto(names["photo"], "示例照片", "after")
        draft = make_draft(issue_no=names["done"], written_by="somebody", photos=(photo,), **place)
        self.desk.registers.drafts.add(draft)
        file = PhotoFile(
            code=photo.file, issue_no=names["done"], data="", added_by="somebody", added_at=short
        )
        self.desk.registers.photos.add(file)


def make_scene_year() -> Any:
    """The small campaign, in which the units of the scene are sent to `fuxing` alone."""
    year = make_year()
    lines = [msgspec.structs.replace(line, community="fuxing") for line in year.units.quotas]
    return make_year(units=msgspec.structs.replace(year.units, quotas=tuple(lines)))


def _at_home(case: Case, names: dict[str, str]) -> Case:
    issue = msgspec.structs.replace(case.issue, household_code=names["household"], visit_no=names["visit"])
    return msgspec.structs.replace(case, issue=issue)


def _visit(names: dict[str, str], number: int, **changes: Any) -> Visit:
    given_id = f"00000000-0000-4000-8000-00000000000{number}"
    return make_visit(no=names["visit"], id=given_id, household_code=names["household"], **changes)


def _complaint() -> Complaint:
    return Complaint(
        no=OWN["complaint"],
        id=str(COMPLAINT_ID),
        community_code="fuxing",
        received_at="2022-08-01T09:00:00+08:00",
    )
