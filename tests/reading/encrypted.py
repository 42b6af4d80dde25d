"""Encrypted workbooks: agile by msoffcrypto itself, standard byte by byte ([MS-OFFCRYPTO], 2.3.4.5 to 2.3.4.9)."""

import hashlib
import struct
from collections.abc import Callable
from io import BytesIO

from cryptography.hazmat.decrepit.ciphers.algorithms import ARC4
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from msoffcrypto.format.ooxml import OOXMLFile

from tests.reading.ole_files import ole_file

_AES_128, _SHA_1, _PROVIDER = 0x660E, 0x8004, 0x18
_SALT, _VERIFIER = bytes(range(16)), b"sixteen letters."


def agile(data: bytes, password: str) -> bytes:
    """Return a workbook encrypted as Excel 2010 and later do."""
    stream = BytesIO()
    OOXMLFile(BytesIO(data)).encrypt(password, stream)
    return stream.getvalue()


def standard(data: bytes, password: str) -> bytes:
    """Return a workbook encrypted as Excel 2007 does."""
    hashed = hashlib.sha1(_SALT + password.encode("utf-16-le")).digest()  # noqa: S324 - so the format has it
    for number in range(50_000):
        hashed = hashlib.sha1(struct.pack("<L", number) + hashed).digest()  # noqa: S324
    last = hashlib.sha1(hashed + bytes(4)).digest()  # noqa: S324
    mixed = bytes(a ^ b for a, b in zip(last.ljust(64, b"\0"), b"\x36" * 64, strict=True))
    encryptor = Cipher(algorithms.AES(hashlib.sha1(mixed).digest()[:16]), modes.ECB()).encryptor()  # noqa: S305, S324
    verifier = encryptor.update(_VERIFIER)
    proof = encryptor.update(hashlib.sha1(_VERIFIER).digest().ljust(32, b"\0"))  # noqa: S324
    content = encryptor.update(data.ljust(-(-len(data) // 16) * 16, b"\0"))
    provider = "Microsoft Enhanced RSA and AES Cryptographic Provider\0".encode("utf-16-le")
    header = struct.pack("<8L", 0x24, 0, _AES_128, _SHA_1, 128, _PROVIDER, 0, 0) + provider
    info = struct.pack("<HHLL", 3, 2, 0x24, len(header)) + header
    info += struct.pack("<L", 16) + _SALT + verifier + struct.pack("<L", 20) + proof
    return ole_file({"EncryptionInfo": info, "EncryptedPackage": struct.pack("<Q", len(data)) + content})


def rc4(stream: bytes, password: str) -> bytes:
    """Return the stream of an old workbook encrypted as Excel 97 does ([MS-OFFCRYPTO], 2.3.6); RC4 is its own inverse."""
    first = _rc4_key(password, 0)
    proof = _rc4(first, _VERIFIER + hashlib.md5(_VERIFIER).digest())  # noqa: S324 - so the format has it
    return _encrypted(
        stream, struct.pack("<HHH", 1, 1, 1) + _SALT + proof, lambda block: _rc4_key(password, block)
    )


def _rc4_key(password: str, block: int) -> bytes:
    start = hashlib.md5(password.encode("utf-16-le")).digest()[:5]  # noqa: S324
    mixed = hashlib.md5((start + _SALT) * 16).digest()[:5]  # noqa: S324
    return hashlib.md5(mixed + struct.pack("<L", block)).digest()  # noqa: S324


def rc4_cryptoapi(stream: bytes, password: str) -> bytes:
    """Return the same encrypted as Excel 2002 and later do (2.3.5.1), with 128 bits."""

    def key(block: int) -> bytes:
        hashed = hashlib.sha1(_SALT + password.encode("utf-16-le")).digest()  # noqa: S324
        return hashlib.sha1(hashed + struct.pack("<L", block)).digest()[:16]  # noqa: S324

    proof = _rc4(key(0), _VERIFIER + hashlib.sha1(_VERIFIER).digest())  # noqa: S324
    provider = "Microsoft Enhanced Cryptographic Provider v1.0\0".encode("utf-16-le")
    header = struct.pack("<8L", 4, 0, 0x6801, _SHA_1, 128, 1, 0, 0) + provider
    info = struct.pack("<HHHLL", 1, 2, 2, 4, len(header)) + header
    info += struct.pack("<L", 16) + _SALT + proof[:16] + struct.pack("<L", 20) + proof[16:]
    return _encrypted(stream, info, key)


def _encrypted(stream: bytes, info: bytes, key: Callable[[int], bytes]) -> bytes:
    """Put FILEPASS behind the first record, and encrypt all but what stays plain."""
    file_pass = struct.pack("<HH", 0x2F, len(info)) + info
    (length,) = struct.unpack_from("<H", stream, 2)
    plain = bytearray(stream[: 4 + length] + file_pass + stream[4 + length :])
    covered = bytearray()
    for block, at in enumerate(range(0, len(plain), 1024)):
        covered += _rc4(key(block), bytes(plain[at : at + 1024]))
    at = 0
    while at < len(plain):
        number, length = struct.unpack_from("<HH", plain, at)
        if number == 0x85:  # where the sheet begins is plain, and further back now
            (begins,) = struct.unpack_from("<L", plain, at + 4)
            struct.pack_into("<L", plain, at + 4, begins + len(file_pass))
        kept = {0x85: 8, 0x809: 4 + length, 0x2F: 4 + length}.get(number, 4)
        covered[at : at + kept] = plain[at : at + kept]
        at += 4 + length
    return bytes(covered)


def _rc4(key: bytes, data: bytes) -> bytes:
    return Cipher(ARC4(key), mode=None).encryptor().update(data)
