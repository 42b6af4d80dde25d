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
    name = pickle.loads(handed).name  # noqa: S301 - made by the test
    if name == "raise":
        raise ValueError(name)
    if name == "abort":
        os.abort()
    if name == "sleep":
        time.sleep(60)
    return json.dumps({"outcome": "ACCEPTED"}).encode()
