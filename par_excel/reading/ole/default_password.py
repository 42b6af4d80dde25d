"""Workbooks that are encrypted with the password that Excel tries by itself: to open one, nobody has to know anything.

Excel encrypts so what only has its structure protected. The container and what it says of its encryption are read here
([MS-OFFCRYPTO], 2.3.4.5, 2.3.4.10 and, of old workbooks, 2.3.5 and 2.3.6), key and content are msoffcrypto's work.
"""

import base64
import struct
from collections.abc import Mapping
from io import BytesIO

from par_excel.reading.bounds.xml import parse_part
from par_excel.reading.ole.compound_file import CompoundFile

PASSWORD = "VelvetSweatshop"  # noqa: S105 - published by Microsoft, and known to every program
_INFO, _PACKAGE = "EncryptionInfo", "EncryptedPackage"
_VERSION = struct.Struct("<HH")
"""Major and minor version at the beginning of `EncryptionInfo`."""
_AGILE_KEY = ("saltValue", "encryptedVerifierHashInput", "encryptedVerifierHashValue", "encryptedKeyValue")
_AGILE, _STANDARD = (4, 4), frozenset({(2, 2), (3, 2), (4, 2)})
_HEADER_BYTES = 8
_STANDARD_HEADER = struct.Struct("<8xLLLL")
_STANDARD_VERIFIER = struct.Struct("<L16s16sL32s")
_RC4 = (1, 1)
_RC4_VERIFIER = struct.Struct("<4x16s16s16s")
_CRYPTOAPI_VERIFIER = struct.Struct("<L16s16sL20s")
_RC4_BLOCK = 1024
"""After so many bytes of an old workbook the key is another one ([MS-XLS], 2.2.10)."""
_AES = frozenset({0x660E, 0x660F, 0x6610})
"""AES with 128, 192 and 256 bits ([MS-OFFCRYPTO], 2.3.2)."""
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


def _agile(info: bytes, package: bytes) -> bytes | None:
    from msoffcrypto.method.ecma376_agile import ECMA376Agile  # noqa: PLC0415 - heavy, and seldom needed

    keys: list[Mapping[str, str]] = []
    data: list[Mapping[str, str]] = []
    parse_part([info], starts={"keyData": data.append, "encryptedKey": keys.append})
    # a file may also be encrypted for certificates; only the key of a password has a number of rounds
    given = next((each for each in keys if "spinCount" in each), None)
    if given is None or not data:
        return None
    rounds, key_bits, hashed = int(given["spinCount"]), int(given["keyBits"]), given["hashAlgorithm"]
    salt, verifier, verifier_hash, key = (base64.b64decode(given[name]) for name in _AGILE_KEY)
    if not 0 <= rounds <= _MOST_ROUNDS:
        return None
    if not ECMA376Agile.verify_password(PASSWORD, salt, hashed, verifier, verifier_hash, rounds, key_bits):
        return None
    opened = ECMA376Agile.makekey_from_password(PASSWORD, salt, hashed, key, rounds, key_bits)
    content_salt = base64.b64decode(data[0]["saltValue"])
    return bytes(ECMA376Agile.decrypt(opened, content_salt, data[0]["hashAlgorithm"], BytesIO(package)))


def opened_rc4(info: bytes, stream: bytes) -> bytes | None:
    """Return an encrypted stream of an old workbook as the default password opens it; None where it has another one.

    Every byte is taken for an encrypted one; which are not, the caller knows.

    Args:
        info: what the workbook says of its encryption, from the version on.
        stream: all of it.
    """
    version = _VERSION.unpack_from(info)
    if version == _RC4:
        from msoffcrypto.method.rc4 import DocumentRC4  # noqa: PLC0415 - heavy, and seldom needed

        salt, verifier, verifier_hash = _RC4_VERIFIER.unpack_from(info)
        is_right = DocumentRC4.verifypw(PASSWORD, salt, verifier, verifier_hash)
        opened = DocumentRC4.decrypt(PASSWORD, salt, BytesIO(stream), _RC4_BLOCK) if is_right else None
        return None if opened is None else bytes(opened.read())
    return _cryptoapi(info, stream) if version in _STANDARD else None


def _cryptoapi(info: bytes, stream: bytes) -> bytes | None:
    from msoffcrypto.method.rc4_cryptoapi import DocumentRC4CryptoAPI  # noqa: PLC0415 - heavy, and seldom needed

    (size,) = struct.unpack_from("<L", info, 8)
    _, _, key_bits, _ = _STANDARD_HEADER.unpack_from(info, 12)
    _, salt, verifier, _, verifier_hash = _CRYPTOAPI_VERIFIER.unpack_from(info, 12 + size)
    is_right = DocumentRC4CryptoAPI.verifypw(PASSWORD, salt, key_bits, verifier, verifier_hash)
    if not is_right:
        return None
    opened = DocumentRC4CryptoAPI.decrypt(PASSWORD, salt, key_bits, BytesIO(stream), _RC4_BLOCK)
    return bytes(opened.read())
