"""What a locked phone seals so that only this server can open it: a sealed box of P-256,
HKDF-SHA256 and AES-256-GCM.

The phone makes a key pair for each box and forgets its private half, so the phone itself cannot
open the box again. A box is the 65 bytes of that public key, then the sealed words with their tag.
Each key seals once, so the nonce is zero.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.foundation.keys import Root

CURVE = ec.SECP256R1()
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the curve (FIPS 186-5)."""
POINT, NONCE = 65, bytes(12)


def public_key(root: Root) -> bytes:
    """What phones seal to: 65 bytes, the uncompressed point. The same for everybody."""
    return _raw(_private(root).public_key())


def opened(root: Root, place: str, box: bytes) -> bytes | None:
    """The words of a box that was sealed for this place; None for anything else."""
    try:
        sender = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, box[:POINT])
        return AESGCM(_key(_private(root), sender, place, box[:POINT])).decrypt(
            NONCE, box[POINT:], place.encode()
        )
    except (InvalidTag, ValueError):
        return None


def _key(
    own: ec.EllipticCurvePrivateKey, sender: ec.EllipticCurvePublicKey, place: str, point: bytes
) -> bytes:
    shared = own.exchange(ec.ECDH(), sender)
    return HKDF(SHA256(), 32, point + _raw(own.public_key()), place.encode()).derive(shared)


def _private(root: Root) -> ec.EllipticCurvePrivateKey:
    """Derived from 64 bytes, so that no number of the curve is likelier than another."""
    seed = root.mac("phones", b"1") + root.mac("phones", b"2")
    return ec.derive_private_key(int.from_bytes(seed) % (ORDER - 1) + 1, CURVE)


def _raw(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
