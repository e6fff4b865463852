from collector.desk import Desk
from collector.desk.residents.callback import asked, make_link
from collector.desk.visiting.intake import preview_visit
from tests.makers import keep_case, make_account, make_case, make_household, make_step, make_visit_body


def test_s15_at_the_door_the_same_contacts_count_as_before_a_callback(desk: Desk) -> None:
    """A call and a link within the week are remarked upon at the next visit too."""
    make_household(desk)
    called = make_step("callback", reached=False, at="2022-08-04T09:00:00+08:00")
    case = keep_case(desk, make_case("accepted", "resolved", "replied", called))
    worker = make_account(desk)
    assert preview_visit(desk, worker, make_visit_body()) == ()
    make_link(desk, make_account(desk, role="campaign_office"), case.no)
    assert asked(desk, desk.case(case.no)).is_too_often
    assert preview_visit(desk, worker, make_visit_body()) == ("often_contacted",)
