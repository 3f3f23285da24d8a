"""The door: who comes in, what is counted of those who try, and what of an account is changed only
while a login lives."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Concatenate, ParamSpec, TypeVar
from uuid import UUID

from sqlalchemy import Connection

from app.foundation import actor
from app.foundation.database import Database
from app.foundation.errors import TooMany
from app.people import Keyring, Person
from app.sign_in import devices, logins, recovery, signing_in
from app.sign_in.attempts import Attempts
from app.sign_in.departures import Departures
from app.sign_in.devices import Coming
from app.sign_in.logins import Presented
from app.sign_in.passwords import Passwords
from app.sign_in.sent_before import Used
from app.sign_in.signing_in import NOBODY, Came, Knock, Known, by_id, find, nobody, password_of

P = ParamSpec("P")
R = TypeVar("R")


@dataclass
class Door:
    """What signing in needs of the house."""

    db: Database
    keys: Keyring
    passwords: Passwords
    attempts: Attempts
    departures: Departures = field(default_factory=Departures)
    confirms: bool = False
    """Mail can be sent, so an e-mail lets somebody in only when it was confirmed: nobody puts
    another's on an account of their own."""

    async def come_in(self, knock: Knock, fresh_device: str) -> Came | None:
        """A new login, or None when name, password or code do not fit; from outside the three look
        the same.

        A code is looked at before the slow hash: it cannot be guessed, so a flood of wrong ones
        costs next to nothing.
        """
        found = await self._found(knock.name, knock.device)
        tried, coded = await self._with_codes(self._may_be_tried(found, knock.address), knock.code)
        tried = self._counted(tried, coded)
        if not any(who in tried for who in found):
            return None
        who = await self._whose(tried, knock.password, coded)
        if who is None or who.id is None:
            return None
        raw = await self.device_here(knock.device, fresh_device)
        hashed = await self._fresh_hash(who, knock.password)
        with actor.by(person=who.id):
            token = await self.db.write(
                signing_in.enter, self.keys, who, hashed, raw, knock, who in coded
            )
        return Came(who.id, token, raw) if token else None

    async def device_here(self, brought: str, fresh: str) -> str:
        """A device cookie that any account here knows goes on, for two people on one phone would
        push each other out (R37).

        Each account knows the phone by itself, and is told when it is new to it. What nobody knows
        is never adopted from a sender.
        """
        with actor.by(actor.DOOR):
            known = bool(brought) and await self.db.read(
                signing_in.known_here, logins.hashed(brought)
            )
        return brought if known else fresh

    async def _found(self, name: str, device: str) -> list[Known]:
        with actor.by(actor.DOOR):
            return await self.db.read(
                find,
                self.keys,
                name,
                logins.hashed(device) if device else b"",
                confirmed=self.confirms,
            )

    def _may_be_tried(self, found: list[Known], address: str) -> list[Known]:
        """Each account has limits of its own; one that has to wait is passed over. Raises TooMany
        when all have."""
        waits = self.attempts.knocks(address, [who.phone for who in found])
        if all(waits):
            raise TooMany(min(waits))
        return [nobody(who) if wait else who for who, wait in zip(found, waits, strict=True)]

    async def _with_codes(self, tried: list[Known], code: str) -> tuple[list[Known], list[Known]]:
        """Those who may be tried, and those of them whose code was asked for and fits."""
        asked = [who for who in tried if self.attempts.needs_code(who.count, who.phone)]
        with actor.by(actor.DOOR):
            fits = [
                who
                for who in asked
                if await self.db.read(recovery.valid, self.keys, who.id or NOBODY, code)
            ]
        return [nobody(who) if who in asked and who not in fits else who for who in tried], fits

    def _counted(self, tried: list[Known], coded: list[Known]) -> list[Known]:
        """Each guess is counted in the same step that decides whether it is one: nothing else
        happens in between.

        One that there is no room for is passed over. Whoever has a code is not guessing, and is not
        counted.
        """
        return [
            who if who in coded or self.attempts.guess(who.count, who.phone) else nobody(who)
            for who in tried
        ]

    async def _whose(self, tried: list[Known], password: str, coded: list[Known]) -> Known | None:
        """Whose password it is, each tried as slowly as the next, so that time does not tell how
        many there are, or whether any.

        They are counted already. A password that could not be looked at is no guess, and is given
        back. Raises TooMany when none was right and one was not looked at.
        """
        right: Known | None = None
        busy: TooMany | None = None
        for who in tried:
            meant = who.password if right is None else None
            try:
                fits = await self.passwords.right(
                    meant, password, known=who.device is not None or who in coded
                )
            except TooMany as wait:
                busy = wait
                self._give_back(self.attempts.no_guess, who, coded)
                continue
            if fits:
                self._give_back(self.attempts.right, who, coded)
            elif right is not None:
                self._give_back(self.attempts.no_guess, who, coded)
            right = who if fits else right
        if right is None and busy is not None:
            raise busy
        return right

    @staticmethod
    def _give_back(
        counts: Callable[[bytes, bytes | None], None], who: Known, coded: list[Known]
    ) -> None:
        """Only what was taken: a code takes nothing, so that it does not wipe away what others have
        guessed."""
        if who not in coded:
            counts(who.count, who.phone)

    async def needs_code(self, name: str) -> bool:
        """Whether to ask for a code as well; the same answer for names that do not exist."""
        return any(self.attempts.needs_code(who.count, None) for who in await self._found(name, ""))

    async def _fresh_hash(self, who: Known, password: str) -> str:
        """The password hashed as it is done today; as it was when everybody is busy."""
        stored = who.password or ""
        if self.passwords.stale(stored):
            with suppress(TooMany):
                return await self.passwords.hash(password)
        return stored

    async def said_right(self, me: Person, password: str) -> str | None:
        """«It is me»: the stored hash when the password fits, to be looked at again inside the
        write that relies on it.

        Counted for each login, and a login that goes on under a new id is still the same one.
        """
        here = me.id.bytes + me.began.to_bytes(8)
        if seconds := self.attempts.device.take(here):
            raise TooMany(seconds)
        stored = await self.db.read(password_of, me.id)
        try:
            right = await self.passwords.right(stored, password, known=True)
        except TooMany:
            self.attempts.device.give_back(here)
            raise
        if right:
            self.attempts.device.forget(here)
        return stored if right else None

    async def made_before(self, person: UUID, password: str, coming: Coming) -> str | None:
        """A sign-up form sent once more: whoever knows the password of the account it made comes
        in, as at the door; not by a page from before they came in last."""
        with actor.by(actor.DOOR):
            who = await self.db.read(by_id, person)
        if who is None or not self.attempts.guess(who.count, None):
            return None
        if await self._whose([who], password, []) is None:
            return None
        with actor.by(person=person), suppress(Used):
            return await self.db.write(signing_in.come_back, self.keys, who, coming)
        return None

    def is_over(self, shown: Presented) -> bool:
        """Whether this login has ended, also where that is not written yet."""
        return shown.login in self.departures.over

    async def end(self, shown: Presented, mark: str) -> None:
        """From now on nobody comes in with it here; in the database too as soon as that can be
        written."""
        await self.departures.begin(self.db, self.keys, shown, mark)

    async def followed(self, me: Person) -> Callable[[], Awaitable[None]]:
        """For what goes on being sent: to be asked between two pieces. Raises Ended once this login
        has been ended, from wherever. One that was renewed meanwhile, as by «is it you», goes on.
        """
        began = await self.db.read(devices.begun_as, me)

        async def still() -> None:
            if me.login in self.departures.over or not await self.db.read(
                devices.goes_on, me, began
            ):
                raise logins.Ended(me.id)

        return still

    async def change(
        self,
        me: Person,
        fn: Callable[Concatenate[Connection, P], R],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """What changes the account itself, or opens something of it to somebody: only while the
        login that asks for it lives.

        Stopping and keeping words need not ask: they are right whoever taps. Raises Ended."""

        def still(db: Connection) -> R:
            logins.still(db, me)
            return fn(db, *args, **kwargs)

        return await self.db.write(still)
