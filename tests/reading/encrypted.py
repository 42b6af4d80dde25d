"""Encrypted workbooks: agile by msoffcrypto itself, standard byte by byte ([MS-OFFCRYPTO], 2.3.4.5 to 2.3.4.9)."""

import hashlib
import struct
from io import BytesIO

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
