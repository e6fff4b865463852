"""What stands for a value, to see whether it changed (摘要)."""

import hashlib

import msgspec


def digest(value: object) -> bytes:
    """A short digest of a record and everything in it."""
    return hashlib.blake2b(msgspec.msgpack.encode(value), digest_size=16).digest()
