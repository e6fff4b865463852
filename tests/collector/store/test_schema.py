"""What the database itself refuses, whoever writes to it."""

import pytest
from sqlalchemy.exc import IntegrityError

from collector.store.storage import Store

DOUBLES = [
    "UPDATE versions SET doc_id = 2 WHERE doc_id = 1",
    "UPDATE versions SET key = 'k' WHERE doc_id > 0",
]


@pytest.mark.parametrize("statement", DOUBLES, ids=["document", "submission"])
def test_the_database_refuses_doubles(store: Store, statement: str) -> None:
    """Not two versions of a document that both stand, and not two rows for one submission."""
    store.insert_once({"no": "1"}, author="li", key="k1")
    store.insert_once({"no": "2"}, author="li", key="k2")
    with store.storage.engine.writing() as connection, pytest.raises(IntegrityError):
        connection.exec_driver_sql(statement)
