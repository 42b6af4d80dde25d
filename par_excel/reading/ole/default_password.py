"""Workbooks that are encrypted with the password that Excel tries by itself: to open one, nobody has to know anything.

Excel encrypts so what only has its structure protected. The container and what it says of its encryption are read here
([MS-OFFCRYPTO], 2.3.4.5 and 2.3.4.10), key and content are msoffcrypto's work.
"""

import base64
import struct
from collections.abc import Mapping
from io import BytesIO
from typing import NamedTuple

from par_excel.reading.bounds.xml import parse_part
from par_excel.reading.ole.compound_file import CompoundFile

PASSWORD = "VelvetSweatshop"  # noqa: S105 - published by Microsoft, and known to every program
_INFO, _PACKAGE = "EncryptionInfo", "EncryptedPackage"
_VERSION = struct.Struct("<HH")
"""Major and minor version at the beginning of `EncryptionInfo`."""
_AGILE, _STANDARD = (4, 4), frozenset({(2, 2), (3, 2), (4, 2)})
_HEADER_BYTES = 8
_STANDARD_HEADER = struct.Struct("<8xLLLL")
_STANDARD_VERIFIER = struct.Struct("<L16s16sL32s")
_AES = frozenset({0x660E, 0x660F, 0x6610})
"""AES with 128, 192 and 256 bits ([MS-OFFCRYPTO], 2.3.2); RC4 is not read (decision 31)."""
_MOST_ROUNDS = 200_000
"""Excel hashes a password 100,000 times; more than twice that only costs time."""


def without_default_password(data: bytes) -> bytes | None:
    """Return the workbook within one that is encrypted with the default password; None where it has another one.

    Raises:
        Breach: the file is damaged.
    """
    ole = CompoundFile(data)
    if not {_INFO, _PACKAGE} <= ole.root.keys():
        return None
    info, package = ole.read(ole.root[_INFO]), ole.read(ole.root[_PACKAGE])
    version = _VERSION.unpack_from(info)
    if version == _AGILE:
        return _agile(info[_HEADER_BYTES:], package)
    return _standard(info[_HEADER_BYTES:], package) if version in _STANDARD else None


def _standard(info: bytes, package: bytes) -> bytes | None:
    from msoffcrypto.method.ecma376_standard import ECMA376Standard  # noqa: PLC0415 - heavy, and seldom needed

    (size,) = struct.unpack_from("<L", info)
    algorithm, hashed, key_bits, provider = _STANDARD_HEADER.unpack_from(info, 4)
    salt_size, salt, verifier, _, verifier_hash = _STANDARD_VERIFIER.unpack_from(info, 4 + size)
    if algorithm not in _AES:
        return None
    key = ECMA376Standard.makekey_from_password(
        PASSWORD, algorithm, hashed, provider, key_bits, salt_size, salt
    )
    is_right = ECMA376Standard.verifykey(key, verifier, verifier_hash)
    return bytes(ECMA376Standard.decrypt(key, BytesIO(package))) if is_right else None


class _Agile(NamedTuple):
    """How a password becomes a key, as a file says it."""

    rounds: int
    salt: bytes
    hashed: str
    key_bits: int
    verifier: bytes
    verifier_hash: bytes
    key: bytes

    @classmethod
    def said(cls, given: Mapping[str, str]) -> "_Agile":
        """Take the attributes of the key that a password opens."""
        return cls(
            rounds=int(given["spinCount"]),
            salt=base64.b64decode(given["saltValue"]),
            hashed=given["hashAlgorithm"],
            key_bits=int(given["keyBits"]),
            verifier=base64.b64decode(given["encryptedVerifierHashInput"]),
            verifier_hash=base64.b64decode(given["encryptedVerifierHashValue"]),
            key=base64.b64decode(given["encryptedKeyValue"]),
        )


def _agile(info: bytes, package: bytes) -> bytes | None:
    from msoffcrypto.method.ecma376_agile import ECMA376Agile  # noqa: PLC0415 - heavy, and seldom needed

    keys: list[_Agile] = []
    data: list[Mapping[str, str]] = []
    parse_part(
        [info],
        starts={
            "keyData": lambda given: data.append(dict(given)),
            # a file may also be encrypted for certificates; only the key of a password has a number of rounds
            "encryptedKey": lambda given: keys.append(_Agile.said(given)) if "spinCount" in given else None,
        },
    )
    if not (keys and data) or not 0 <= keys[0].rounds <= _MOST_ROUNDS:
        return None
    rounds, salt, hashed, key_bits, verifier, verifier_hash, key = keys[0]
    if not ECMA376Agile.verify_password(PASSWORD, salt, hashed, verifier, verifier_hash, rounds, key_bits):
        return None
    opened = ECMA376Agile.makekey_from_password(PASSWORD, salt, hashed, key, rounds, key_bits)
    content_salt = base64.b64decode(data[0]["saltValue"])
    return bytes(ECMA376Agile.decrypt(opened, content_salt, data[0]["hashAlgorithm"], BytesIO(package)))
