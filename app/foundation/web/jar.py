"""The cookies of one request, looked for by name."""


class Cookies:
    """What a browser sent. Nothing is taken apart before it is asked for: whoever sends thousands
    of pairs has sent some bytes, in which ours are looked for. What cannot be read is as if it were
    not sent; of two with one name the last one counts."""

    def __init__(self, sent: bytes) -> None:
        self._sent = b"; " + sent if sent else b""

    def __bool__(self) -> bool:
        return bool(self._sent)

    def get(self, name: str, otherwise: str = "") -> str:
        before = b"; %s=" % name.encode()
        at = self._sent.rfind(before)
        return (
            self._sent[at + len(before) :].partition(b"; ")[0].decode("latin-1")
            if at >= 0
            else otherwise
        )
