"""What the office writes by hand (手写配置): the shape all its files share."""

import msgspec


class Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A mapping in a YAML file of the office; unknown keys are refused."""
