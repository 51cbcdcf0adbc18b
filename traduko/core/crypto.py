"""Keys and what is done with them: authenticated encryption, keyed hashes."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

NONCE = 12


class Tampered(Exception):
    """A ciphertext does not verify: wrong key, wrong place, or changed."""


@cache
def _derive(secret: str, purpose: str) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=None, info=f"traduko/{purpose}".encode()).derive(
        secret.encode()
    )


@dataclass(frozen=True)
class Keyring:
    """The portal's secret and its predecessors; the first one writes, all of them read."""

    secrets: tuple[str, ...]

    def key(self, purpose: str) -> bytes:
        """Return the 256-bit key for one purpose (HKDF, RFC 5869)."""
        return _derive(self.secrets[0], purpose)

    def keys(self, purpose: str) -> list[bytes]:
        """Return the keys for one purpose, the writing one first."""
        return [_derive(secret, purpose) for secret in self.secrets]

    def encrypt(self, data: bytes, *, purpose: str, context: str) -> bytes:
        """Return nonce and AES-256-GCM ciphertext, bound to where it belongs by `context`."""
        nonce = os.urandom(NONCE)
        return nonce + AESGCM(self.key(purpose)).encrypt(nonce, data, context.encode())

    def decrypt(self, blob: bytes, *, purpose: str, context: str) -> bytes:
        """Return the plaintext. Raises Tampered if no key of ours fits."""
        for key in self.keys(purpose):
            try:
                return AESGCM(key).decrypt(blob[:NONCE], blob[NONCE:], context.encode())
            except (InvalidTag, ValueError):
                continue
        raise Tampered

    def encrypt_text(self, text: str, *, purpose: str, context: str) -> str:
        """Return `text` encrypted, as URL-safe base64."""
        return base64.urlsafe_b64encode(
            self.encrypt(text.encode(), purpose=purpose, context=context)
        ).decode()

    def decrypt_text(self, blob: str, *, purpose: str, context: str) -> str:
        """Return the text `encrypt_text` was given. Raises Tampered."""
        return self.decrypt(
            base64.urlsafe_b64decode(blob), purpose=purpose, context=context
        ).decode()

    def keyed_hash(self, text: str, *, purpose: str) -> str:
        """Return a hash that nobody without the key can recompute or guess."""
        return hmac.new(self.key(purpose), text.encode(), hashlib.sha256).hexdigest()


def keys(session: Session) -> Keyring:
    """Return the keyring this session carries."""
    ring = session.info["keys"]
    assert isinstance(ring, Keyring)
    return ring
