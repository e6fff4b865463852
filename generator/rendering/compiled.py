"""Compiled templates kept beside the templates (编译好的模板), as Python keeps modules; safe to delete."""

import contextlib
import hashlib
import os
import pickle
import threading
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket

from generator.remembering.digests import code

FOLDER = "__pycache__"
# What comes of reading a file that holds something else.
_BROKEN = (EOFError, ValueError, TypeError, pickle.UnpicklingError)


class CompiledTemplates(jinja2.BytecodeCache):
    """Where nothing can be written, templates are compiled each time."""

    def __init__(self, templates: Path) -> None:
        self.folder = templates / FOLDER

    def get_source_checksum(self, source: str) -> str:
        """What stands for a source and for whoever compiles it."""
        return hashlib.blake2b(source.encode() + code(), digest_size=20).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            with self._path(bucket).open("rb") as file:
                bucket.load_bytecode(file)
        except (OSError, *_BROKEN):
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        path = self._path(bucket)
        beside = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
        with contextlib.suppress(OSError):
            self.folder.mkdir(exist_ok=True)
            with beside.open("wb") as file:
                bucket.write_bytecode(file)
            beside.replace(path)

    def _path(self, bucket: Bucket) -> Path:
        return self.folder / f"{bucket.key}.template"
