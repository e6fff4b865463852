"""Jobs are shared out and all of them done, and what one cannot do stops them all."""

import os
import threading

import pytest

from generator.campaign.problem import Problem
from generator.errors import ContentError, OutputError
from generator.making import crew

FORKS = pytest.mark.skipif(not crew.can_fork(), reason="this system cannot fork")
ONE_OR_MORE = pytest.mark.parametrize("processes", [1, 3])


@ONE_OR_MORE
def test_every_job_is_done_once(processes):
    jobs = [lambda number=number: number * number for number in range(20)]
    assert sorted(crew.share_out(jobs, processes)) == [number * number for number in range(20)]


@ONE_OR_MORE
def test_what_copies_is_done_beside_the_rest(processes):
    """In this process, it runs while the others do; in several, it is a job like any."""
    jobs = [lambda number=number: number for number in range(5)]
    assert sorted(crew.share_out(jobs, processes, [lambda: 5, lambda: 6])) == [*range(7)]
    assert list(crew.share_out([], processes, [lambda: 5])) == [5]


def test_what_copies_in_this_process_waits_for_nobody():
    begun = threading.Event()
    assert list(crew.share_out([lambda: begun.wait(20)], 1, [begun.set])) == [True, None]


@ONE_OR_MORE
def test_what_a_copying_job_refuses_is_said_as_it_is(processes):
    with pytest.raises(ContentError):
        list(crew.share_out([int, int], processes, [refuse]))


@FORKS
def test_jobs_are_done_in_other_processes():
    assert os.getpid() not in set(crew.share_out([os.getpid] * 8, 2))


def test_without_fork_one_process_does_them_all(monkeypatch):
    monkeypatch.setattr(crew, "can_fork", lambda: False)
    assert set(crew.share_out([os.getpid] * 8, 2)) == {os.getpid()}


def refuse():
    raise ContentError([Problem("a.md", 3, "x", "不行。")])


@ONE_OR_MORE
def test_what_a_job_refuses_is_said_as_it_is(processes):
    with pytest.raises(ContentError) as caught:
        list(crew.share_out([refuse, *[int] * 9], processes))
    assert [str(each) for each in caught.value.problems] == ["a.md:3: x: 不行。"]


@FORKS
def test_a_process_that_dies_is_noticed():
    with pytest.raises(OutputError, match="中途停了"):
        list(crew.share_out([lambda: os._exit(9)] * 4, 2))


def test_only_a_large_site_takes_every_processor_by_itself(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 6)
    assert (crew.usual_number(1999), crew.usual_number(2000)) == (1, 6)
    assert crew.usual_number(100_000, crew.MANY_JOBS - 1) == 1
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert crew.usual_number(2000) == 1
