"""How documents lie in the database (库表): one SQL table whose rows are versions, chained by digests."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    and_,
    literal_column,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import CreateIndex
from sqlalchemy.sql.functions import FunctionElement

# Fields that are looked up. Each costs every insert a little, so a field is here only if a page needs it.
INDEXED = (
    "no",
    "issue_no",
    "visit_no",
    "of",
    "community_code",
    "household_code",
    "state",
    "on",
    "username",
    "visitor",
    "digest",
    "code",
)

metadata = MetaData()

# The table that lists the tables, so that an empty one is still there.
TABLES = ""

# seq     1, 2, 3 … without a gap: the order in which things were stored
# pos     seq of the first version, so that a changed document keeps its place
# key     the sender's own id, unique per table and author
# doc     NULL when replaced or removed, and its salt with it: nobody can guess the text from the digest
# digest  of salt and doc; NULL where the row says that the document was removed
# chain   digest of the row's other lasting columns and of the chain before it
versions = Table(
    "versions",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("tab", Text, nullable=False),
    Column("doc_id", BigInteger, nullable=False),
    Column("pos", BigInteger, nullable=False),
    Column("author", Text),
    Column("key", Text),
    Column("doc", Text),
    Column("salt", Text),
    Column("digest", Text),
    Column("chain", Text, nullable=False),
    Column("at", Text, nullable=False),
)

STANDS = versions.c.doc.is_not(None)


class Field(FunctionElement[str]):
    """A field of the document as SQL sees it; its name stands in the SQL itself, or no index would match."""

    inherit_cache = True
    name = "field"
    type = Text()

    def __init__(self, name: str) -> None:
        if name not in INDEXED:
            raise ValueError(name)
        super().__init__(literal_column(f"'{name}'"))


@compiles(Field, "sqlite")
def _sqlite_field(element: Field, compiler: Any, **options: Any) -> str:
    name = compiler.process(element.clauses, **options).strip("'")
    return f"json_extract(doc, '$.{name}')"


@compiles(Field, "postgresql")
def _postgresql_field(element: Field, compiler: Any, **options: Any) -> str:
    name = compiler.process(element.clauses, **options)
    # Python compares text by code point; so does "C", whatever the database was made with.
    return f'((doc::json ->> {name}) COLLATE "C")'


class Raw(FunctionElement[Any]):
    """The document as bytes, which need no decoding twice."""

    inherit_cache = True
    name = "raw"

    def __init__(self) -> None:
        super().__init__(versions.c.doc)


@compiles(Raw, "sqlite")
def _sqlite_raw(element: Raw, compiler: Any, **options: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **options)} AS BLOB)"


@compiles(Raw, "postgresql")
def _postgresql_raw(element: Raw, compiler: Any, **options: Any) -> str:
    return f"convert_to({compiler.process(element.clauses, **options)}, 'UTF8')"


# What a search hands out of a version.
FOUND = (versions.c.seq, versions.c.doc_id, versions.c.pos, Raw().label("doc"))


def _index(name: str, *columns: Any, unique: bool = False, where: Any) -> None:
    Index(f"versions_{name}", *columns, unique=unique, sqlite_where=where, postgresql_where=where)


_index("id", versions.c.tab, versions.c.doc_id, unique=True, where=STANDS)
_index("pos", versions.c.tab, versions.c.pos, where=STANDS)
_index(
    "key", versions.c.tab, versions.c.author, versions.c.key, unique=True, where=versions.c.key.is_not(None)
)
for _name in INDEXED:
    _index(_name, versions.c.tab, Field(_name), where=and_(STANDS, Field(_name).is_not(None)))


def make_indexes(connection: Connection) -> None:
    """Make the indexes that a store made by an older version does not have yet."""
    for index in sorted(versions.indexes, key=lambda each: str(each.name)):
        connection.execute(CreateIndex(index, if_not_exists=True))
