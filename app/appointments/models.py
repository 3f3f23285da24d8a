"""What happens and when, who is who around somebody, and their joint plan. Where, with whom and why
is sealed, and so is the day, but for the last on which something can still happen."""

from sqlalchemy import Column, Date, Table

from app.foundation.columns import in_the_order_of_numbers, kept, of_what_was_put_away
from app.foundation.database import metadata

appointments = Table(
    "appointments",
    metadata,
    *kept("app.appointments.kept.Words"),
    Column("last_day", Date),
)
of_what_was_put_away(appointments)
in_the_order_of_numbers(appointments)
"""`last_day` is empty where nobody knows the day, and for what goes on happening."""

contacts = Table("contacts", metadata, *kept("app.appointments.contacts.Words"))
of_what_was_put_away(contacts)
in_the_order_of_numbers(contacts)

joint_lines = Table("joint_lines", metadata, *kept("app.appointments.joint.Words"))
of_what_was_put_away(joint_lines)
in_the_order_of_numbers(joint_lines)
