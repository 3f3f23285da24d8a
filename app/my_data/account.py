"""The account itself on its way out: who it belongs to, how they like the app, and every way in
that is known here."""

from typing import Any

from sqlalchemy import Connection

from app.foundation import clock
from app.people import FOR_EVER, Person, browsers, people
from app.sign_in import devices, passkeys, recovery, second_factor


def export(db: Connection, me: Person) -> dict[str, Any]:
    """Nothing in here opens the account: what a secret is checked against stays, since a copy would
    be a way in."""
    profile, zone = me.profile, me.zone
    return {
        "nickname": profile.nickname,
        "sign_in_name": profile.sign_in_name,
        "email": profile.email,
        "email_confirmed": people.email_confirmed(db, me),
        "zone": profile.zone,
        "kind": me.kind,
        "since": clock.told(people.created(db, me.id), zone),
        "erased_after": clock.told(me.erase_minute, zone),
        "lock_after_minutes": profile.lock_after,
        "came_in_last": clock.told_exactly(profile.came_in, zone),
        "town_for_today": profile.town,
        "low_energy": _low_energy(me),
        "log_read_to_number": profile.log_read,
        "shared_until": {
            kind: clock.told(until, zone) for kind, until in profile.shared_until.items()
        },
        "new_devices": [
            {
                **browsers.taken(each.kind),
                "when": clock.told(each.minute, zone),
                "and_more": each.more,
            }
            for each in profile.unknown_devices
        ],
        "passkeys": passkeys.export(db, me),
        "signed_in_at": devices.export(db, me),
        "known_devices_since": devices.known_since(db, me),
        "recovery_codes": recovery.export(db, me),
        "code_app_since": second_factor.since(db, me),
    }


def _low_energy(me: Person) -> dict[str, Any] | None:
    """`until` is nothing when it lasts until somebody says otherwise. It stands here also when it
    is over, until the next time."""
    until = me.profile.low_until
    if until is None:
        return None
    came = {"came_with_a_hard_day": me.profile.low_by_day, "now": me.low}
    return {"until": None if until == FOR_EVER else clock.told(until, me.zone), **came}
