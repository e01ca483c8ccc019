"""Types made ready for decoding, one at a time.

msgspec works out how a type is built when it is first decoded. Two threads that do so at once may
end the process, so whoever decodes or converts into a type has it `prepared` before.
"""

from __future__ import annotations

from threading import Lock
from typing import TypeVar

import msgspec

Kind = TypeVar("Kind")

_preparing = Lock()
_ready: set[object] = set()


def prepared(kind: type[Kind]) -> type[Kind]:
    """The same type, ready to be decoded into in any number of threads. Raises TypeError for one
    that msgspec cannot build."""
    if kind not in _ready:
        with _preparing:
            msgspec.json.Decoder(kind)
            _ready.add(kind)
    return kind
