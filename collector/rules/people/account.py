"""An account (账号): who somebody is, in which role, bound to which community or unit."""

import msgspec

from generator.campaign.vocabulary import COMMUNITY_ROLES, STREET_ROLES, UNIT_ROLES


class Account(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A person who works with the desk (账号). `community_code` or `unit_code` as the role demands.

    `acting_for` is whom they stand in for while they do (代办); it is never stored.
    """

    username: str
    name: str
    role: str
    community_code: str | None = None
    unit_code: str | None = None
    passphrase_hash: str | None = None
    disabled: bool = False
    acting_for: str | None = None

    @property
    def selves(self) -> tuple[str, ...]:
        """Whose own submissions this person may not judge: theirs, and those of whom they stand in for."""
        return (self.username, self.acting_for) if self.acting_for else (self.username,)

    @property
    def is_of_community(self) -> bool:
        return self.role in COMMUNITY_ROLES

    @property
    def is_of_unit(self) -> bool:
        return self.role in UNIT_ROLES

    @property
    def is_of_street(self) -> bool:
        return self.role in STREET_ROLES


# Who acts where no person is signed in: the command line on the server itself, a resident through a link,
# and whoever tries a name that nobody has.
COMMAND_LINE = Account(username="wanhu", name="命令行", role="admin")
RESIDENT = Account(username="resident", name="居民本人", role="resident")
STRANGER = Account(username="stranger", name="未知的人", role="stranger")
NOBODYS = {each.username: each for each in (COMMAND_LINE, RESIDENT, STRANGER)}


class Ticket(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What lets somebody in (凭证): a session, an API token or a one-time link, kept only as a digest.

    `kind` is session, token, link or waiting (for a code); `expires_at` is an instant in seconds since
    1970, 0 for never. `standing_in` is the number of the deputising a session was taken up for.
    """

    digest: str
    kind: str
    username: str
    made_at: int
    expires_at: int = 0
    standing_in: str | None = None


class Factor(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an authenticator shares with the desk (两步验证); `last` is the step of the code used last.

    Until a first code was right (`last` is 0) it may be shown, so that a phone can take it in.
    """

    username: str
    secret: str
    last: int = 0
