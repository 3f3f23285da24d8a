"""Our own refusals. Domain code raises them; the edge turns them into calm pages."""


class AppError(Exception):
    """A refusal with an answer of its own. `status` is the HTTP status the edge uses."""

    status = 500


class NotFound(AppError):
    """Missing, or somebody else's: the two look the same from outside."""

    status = 404


class Refused(AppError):
    """Not allowed here: another site's form, a visitor who only looks around."""

    status = 403


class Unreadable(AppError):
    """What arrived cannot be read as a form: wrong encoding, too many fields."""

    status = 400


class BrokenOff(Unreadable):
    """Whoever sent it has gone in the middle of it: nobody is there to be told anything, and
    nothing of ours was wrong."""


class TooLarge(AppError):
    """The body is larger than the door is wide."""

    status = 413


class WrongKind(AppError):
    """The body is of a kind this door does not take."""

    status = 415


class TooMany(AppError):
    """Asked too often; `seconds` says when it is worth trying again."""

    status = 429

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Closed(AppError):
    """The server cannot keep words safe right now (no master key, disk full), so it takes none."""

    status = 503


class NoRoom(AppError):
    """As much is kept of this kind as anybody writes in ten years: more would make others wait."""

    status = 507


class Turned(Closed):
    """A citizen's key was turned while somebody wrote. Nothing is kept, and the job is done again
    with the key that is in use."""


class SealBroken(AppError):
    """Sealed words do not open where they lie: moved, damaged, or asked for by the wrong person."""

    status = 500


class CannotStart(Exception):
    """The server would rather not start than start unsafely. The message is for whoever runs it."""
