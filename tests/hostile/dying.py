"""A reader that dies as the name of the file says; runs in a child process."""

import json
import os
import pickle
import time
from collections.abc import Callable


def reader(_: bytes) -> Callable[[bytes], bytes]:
    """Return the function that ends its process, or answers."""
    return _read


def _read(handed: bytes) -> bytes:
    [parcel], _ = pickle.loads(handed)  # noqa: S301 - made by the test
    name = parcel.name
    if name == "raise":
        raise ValueError(name)
    if name == "abort":
        os.abort()
    if name == "sleep":
        time.sleep(60)
    return json.dumps({"outcome": "ACCEPTED"}).encode()
