"""What the tests share: fakes of what a platform brings. The package is the one that `bindings/wheel.py` installed."""

import asyncio
import os
import shutil
import tempfile
import unittest
from pathlib import Path

import lianxin

ROOT = Path(__file__).resolve().parents[2]
TARGET = Path(os.environ.get("LIANXIN_TARGET", ROOT / "target"))

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def base32(data):
    """Crockford base32 without padding."""
    bits = "".join(f"{byte:08b}" for byte in data)
    bits += "0" * (-len(bits) % 5)
    return "".join(CROCKFORD[int(bits[at : at + 5], 2)] for at in range(0, len(bits), 5))


def head(kind, value):
    """The head of a CBOR item (RFC 8949, section 3), shortest form."""
    if value < 24:
        return bytes([kind << 5 | value])
    size = next(size for size in (1, 2, 4, 8) if value < 256**size)
    return bytes([kind << 5 | 24 + (1, 2, 4, 8).index(size)]) + value.to_bytes(size, "big")


def cbor(value):
    """Deterministic CBOR of what an invitation is made of."""
    if isinstance(value, int):
        return head(0, value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    return head(4, len(value)) + b"".join(map(cbor, value))


def invitation(addresses, expires=4_000_000_000_000):
    """An invitation's text, of an office that nobody runs."""
    return "LX1:" + base32(cbor([1, b"\x01" * 16, b"\x02" * 16, b"\x03" * 32, b"\x04" * 32, addresses, expires]))


class Vault(lianxin.KeyVault):
    """A platform's vault: it turns bytes over, and can be told to fail."""

    def __init__(self, install=b"\x07" * 16):
        self.install = install
        self.failure = None

    def _check(self):
        if self.failure:
            raise self.failure

    def wrap(self, name, secret):
        self._check()
        return name.encode() + bytes(255 - byte for byte in secret)

    def unwrap(self, name, wrapped):
        self._check()
        if not wrapped.startswith(name.encode()):
            raise lianxin.VaultError.WrongKey()
        return bytes(255 - byte for byte in wrapped[len(name) :])

    def install_id(self):
        self._check()
        return self.install


class PhoneTest(unittest.IsolatedAsyncioTestCase):
    """A test with a directory for a phone."""

    async def asyncSetUp(self):
        loop = asyncio.get_running_loop()
        # The generated code hands a dropped future to the loop from another thread, which debugging forbids.
        loop.set_debug(False)
        lianxin.uniffi_set_event_loop(loop)
        self.addCleanup(lianxin.uniffi_set_event_loop, None)
        lianxin.set_language("zh-CN")
        self.directory = self.make_directory()

    def make_directory(self):
        directory = tempfile.mkdtemp(prefix="lianxin-")
        self.addCleanup(shutil.rmtree, directory, ignore_errors=True)
        return directory

    def open(self, transport=None):
        """The phone of the test's directory; shut when the test is over."""
        phone = lianxin.Phone.open(self.directory, transport)
        self.addCleanup(phone.shut)
        return phone

    def open_with(self, vault, host=None, transport=None):
        """As `open`, with a platform's vault."""
        phone = lianxin.Phone.open_with(os.path.join(self.directory, "phone.db"), vault, host, transport)
        self.addCleanup(phone.shut)
        return phone

    def assert_problem(self, caught, kind, code):
        """The call failed with this kind and code, and there are words for people."""
        problem = caught.exception.problem
        self.assertEqual((problem.kind, problem.code), (kind, code))
        self.assertTrue(problem.words and problem.message)
        return problem
