"""Det sker der: what happens, when, where and with whom; and who is who."""

from app.appointments import commands, contacts, joint, kept, pages, reading
from app.appointments.kept import Appointment
from app.appointments.lifecycle import export, export_contacts, export_joint
from app.foundation.room import Chapter, Entry, Room, Shown
from app.foundation.words import say

__all__ = ["ROOM", "Appointment", "contacts", "joint", "kept", "reading"]

NAMED = {"often": kept.OFTEN, "told": kept.TOLD}
ROOM = Room(
    handlers=pages.HANDLERS,
    chapters=(
        Chapter("appointments", say("Det sker der"), export, "appointments/_taken.html", NAMED),
        Chapter("joint", say("Fælles plan"), export_joint, "appointments/_taken_joint.html"),
        Chapter(
            "contacts", say("Hvem er hvem"), export_contacts, "appointments/_taken_contact.html"
        ),
    ),
    forms={"/det-sker": commands.keep},
    shows={
        "appointments": Shown(reading.shared, "appointments/_shared.html", reading.SHELF),
        "joint": Shown(joint.shared, "appointments/_joint_shared.html", joint.SHELF),
    },
    mine=(
        Entry(
            4,
            "/faelles-plan",
            "list-checks",
            say("Fælles plan"),
            say("Hvem gør hvad, og inden hvornår"),
        ),
        Entry(
            2,
            "/det-sker",
            "calendar-check",
            say("Det sker der"),
            say("Hvad, hvornår og med hvem"),
            low=True,
        ),
    ),
)
