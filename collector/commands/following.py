"""The site follows what becomes of published results (跟上), beside the acts and without holding them up.

A step is taken whether or not the site can be built. This looks in the store for steps that were taken since,
whoever took them, and has the site follow; where something stops it, it tries again. As a day begins it looks
at everything, for counts that moved with no step of a published result.
"""

import datetime
import sys
import threading

from collector.desk import Desk
from collector.desk.publishing.publication import catch_up
from collector.errors import Refusal
from collector.store.storage import Change
from generator.errors import reason

LOOK_EVERY = 1.0
TRY_AGAIN_AFTER = 60.0


class Follower:
    """Has the site follow the store (跟随); the first look is at everything, for what a stop left undone."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.stopped_by = ""
        self._seen = 0
        self._is_due = True
        self._looked_on: datetime.date | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Stop looking; what has begun is finished first."""
        self._stop.set()
        self._thread.join()

    def look(self) -> None:
        """Have the site follow if a published case went on or a day began since, or it still has to."""
        head, today = self.desk.store.head().seq, self.desk.today()
        if not self._is_due and head != self._seen:
            self._is_due = any(map(self._is_public, self._steps()))
        self._is_due |= today != self._looked_on
        self._seen, self._looked_on = head, today
        if self._is_due:
            self._tell(catch_up(self.desk))

    def _steps(self) -> list[Change]:
        return list(self.desk.store.changes(self._seen, "steps"))

    def _is_public(self, change: Change) -> bool:
        found = self.desk.cases.publication(change.document["issue_no"]) if change.document else None
        return found is not None and found.state == "published"

    def _tell(self, stopped_by: str) -> None:
        if stopped_by and stopped_by != self.stopped_by:
            sys.stderr.write(f"公示的有了新进展，没能放到网站上：{stopped_by}改正以后会自己放上去。\n")
        self.stopped_by, self._is_due = stopped_by, bool(stopped_by)

    def _run(self) -> None:
        while True:
            try:
                self.look()
            except Refusal as refusal:  # the store cannot be read just now
                self._tell(refusal.message)
            except OSError as error:
                self._tell(f"{reason(error)}。")
            if self._stop.wait(TRY_AGAIN_AFTER if self._is_due else LOOK_EVERY):
                return
