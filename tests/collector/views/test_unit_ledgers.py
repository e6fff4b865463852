"""What people of a unit read of each other's issues on the way to 山东通 (单位台账、提报)."""

from collector.desk import Desk
from collector.desk.issues import escalation, unit_ledgers
from tests.clients import make_client
from tests.makers import keep_case, make_account, make_case

SAID = "高建国家漏雨，儿媳有病"
TOLD = "福兴社区，住有宜居"


def test_a_unit_reads_what_colleagues_heard_where_it_reports_it_and_not_before(desk: Desk) -> None:
    """Lists say community and field, to whoever was there the words; the batch has what is to be copied."""
    visitor = make_account(desk, role="sponsor", unit_code="education")
    other = make_account(desk, role="sponsor", username="other", unit_code="education")
    case = make_case("accepted", reported_by="sponsor", source="district", field="housing")
    case.words["report"] = SAID
    keep_case(desk, case)
    reviewer = make_account(desk, role="street_reviewer")
    reader, own, street = (make_client(desk, each) for each in (other, visitor, reviewer))

    def told_at(address: str) -> None:
        assert SAID not in (page := reader.get(address).text)
        assert TOLD in page
        assert SAID in own.get(address).text

    told_at("/desk/")
    told_at("/desk/office/unit-ledgers/")
    number = unit_ledgers.forward(desk, other)
    told_at(f"/desk/office/unit-ledgers/{number}")
    assert SAID in street.get(f"/desk/office/unit-ledgers/{number}").text
    unit_ledgers.judge(desk, reviewer, number, "passed")
    told_at("/desk/")
    told_at("/desk/office/escalation/")
    batch = escalation.make_batch(desk, other, [case.no])
    assert SAID in reader.get(f"/desk/office/escalation/{batch}").text
