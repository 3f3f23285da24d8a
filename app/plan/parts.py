"""The parts a plan can have. All are optional; what stands in them is the citizen's own words.

The wording is ours and follows no known template. A part is never renamed in the database: its code
stays.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app.foundation.words import Say, say


@dataclass(frozen=True)
class Part:
    """`people`: its lines are somebody to call, with a number and who they are. Its address is a
    number and says nothing."""

    code: str
    place: int
    title: Say
    asks: Say
    hint: Say
    icon: str
    examples: tuple[Say, ...] = ()
    people: bool = False

    @property
    def path(self) -> str:
        return f"/plan/{self.place}"


@dataclass(frozen=True)
class Group:
    code: str
    title: Say
    says: Say
    parts: tuple[Part, ...]


GROUPS = (
    Group(
        "core",
        say("Planen"),
        say("Skriv det du vil. Resten kan være tomt."),
        (
            Part(
                "signs",
                1,
                say("Tegn jeg kender"),
                say("Hvordan mærker du, at det bliver svært?"),
                say("Det kan være i kroppen, i tankerne eller i det du gør."),
                "cloud-sun",
                (
                    say("Jeg sover mindre."),
                    say("Jeg svarer ikke på beskeder."),
                    say("Jeg får ikke spist."),
                ),
            ),
            Part(
                "helps",
                2,
                say("Det hjælper mig"),
                say("Hvad kan du selv gøre, som hjælper lidt?"),
                say("Også det helt små tæller."),
                "leaf",
                (
                    say("Te og et varmt tæppe."),
                    say("En tur rundt om huset."),
                    say("Den samme sang en gang til."),
                ),
            ),
            Part(
                "places",
                3,
                say("Steder jeg kan tage hen"),
                say("Hvor er det rart at være, når det er svært?"),
                say("Et sted ude, eller et sted hjemme."),
                "compass",
                (say("Biblioteket."), say("Bænken ved søen."), say("Køkkenet hos min søster.")),
            ),
            Part(
                "people",
                4,
                say("Folk jeg kan ringe til"),
                say("Hvem kan du ringe til?"),
                say("Skriv navnet, og nummeret hvis du har det."),
                "phone",
                people=True,
            ),
            Part(
                "pros",
                5,
                say("Fagfolk"),
                say("Hvem af dem, der hjælper dig, kan du ringe til?"),
                say("Din vejleder, din læge eller en anden du kender."),
                "users",
                people=True,
            ),
            Part(
                "meet",
                6,
                say("Sådan vil jeg gerne mødes"),
                say("Hvordan må andre gerne være, når det er svært?"),
                say("Skriv også det, de må lade være med."),
                "message-circle",
                (
                    say("Sæt dig hos mig."),
                    say("Spørg én gang, og vent så."),
                    say("Lad være med at hæve stemmen."),
                ),
            ),
            Part(
                "matters",
                7,
                say("Det der betyder noget for mig"),
                say("Hvad er værd at holde fast i?"),
                say("Stort eller småt."),
                "sprout",
                (say("Min kat."), say("Haven til foråret.")),
            ),
        ),
    ),
    Group(
        "days",
        say("God dag og svær dag"),
        say("Så kan du selv se forskellen."),
        (
            Part(
                "good",
                8,
                say("På en god dag kan jeg"),
                say("Hvad kan du på en god dag?"),
                say("Det du selv synes er vigtigt."),
                "sun",
                (say("Lave mad."), say("Tage bussen.")),
            ),
            Part(
                "hard",
                9,
                say("På en svær dag har jeg brug for"),
                say("Hvad har du brug for på en svær dag?"),
                say("Fra dig selv eller fra andre."),
                "umbrella",
                (say("Ro i huset."), say("At nogen ringer i stedet for at komme.")),
            ),
        ),
    ),
    Group(
        "close",
        say("Hvis du vil have mere med"),
        say("Du behøver ikke sige hvorfor."),
        (
            Part(
                "close",
                10,
                say("Når nogen kommer tæt på"),
                say("Hvad er godt for dig, når andre er tæt på?"),
                say("Berøring, døre, afstand, og hvem der er med."),
                "lock",
                (say("Spørg før du rører ved mig."), say("Lad døren stå åben.")),
            ),
            Part(
                "rus",
                11,
                say("Alkohol og stoffer"),
                say("Hvad vil du gerne selv, og hvad må andre gøre?"),
                say("Med dine egne ord."),
                "circle-alert",
            ),
        ),
    ),
    Group(
        "harm",
        say("Når jeg får lyst til at gøre skade på mig selv"),
        say("Er det nu, så er Hjælp nu øverst på siden."),
        (
            Part(
                "wait",
                12,
                say("Det hjælper mig at vente"),
                say("Hvad kan hjælpe dig med at vente lidt?"),
                say("Et minut ad gangen er nok."),
                "moon",
            ),
            Part(
                "instead",
                13,
                say("Det gør jeg i stedet"),
                say("Hvad kan du gøre i stedet?"),
                say("Det der har virket før."),
                "undo-2",
            ),
            Part(
                "may",
                14,
                say("Det må andre gerne gøre"),
                say("Hvad må andre gerne gøre?"),
                say("Det du selv ville ønske."),
                "users",
            ),
            Part(
                "maynot",
                15,
                say("Det må andre lade være med"),
                say("Hvad må andre lade være med?"),
                say("Du behøver ikke sige hvorfor."),
                "circle-alert",
            ),
        ),
    ),
    Group(
        "home",
        say("Ind og hjem igen"),
        say("Hvis du bliver indlagt, og når du kommer hjem."),
        (
            Part(
                "admit",
                16,
                say("Hvis jeg bliver indlagt"),
                say("Hvad er vigtigt, hvis du bliver indlagt?"),
                say("Hvem får besked? Hvem tager nøgler, dyr og regninger?"),
                "key-round",
                (say("Naboen har nøglen."), say("Katten får mad hos Ditte.")),
            ),
            Part(
                "day",
                17,
                say("Den første dag hjemme"),
                say("Hvad gør den første dag god nok?"),
                say("Mad, mennesker, ro."),
                "sunrise",
                (say("Der er mælk i køleskabet."),),
            ),
            Part(
                "week",
                18,
                say("Den første uge hjemme"),
                say("Hvad skal der ske den første uge?"),
                say("Aftaler, og det der er rart."),
                "calendar-days",
            ),
            Part(
                "month",
                19,
                say("Den første måned hjemme"),
                say("Hvad er godt at have den første måned?"),
                say("Én ting er nok."),
                "footprints",
            ),
            Part(
                "meeting",
                20,
                say("Til et møde om mig"),
                say("Hvem vil du gerne have med?"),
                say("Og hvem du helst er fri for."),
                "message-circle",
            ),
        ),
    ),
)
PARTS: Mapping[str, Part] = {part.code: part for group in GROUPS for part in group.parts}
AT: Mapping[int, Part] = {part.place: part for part in PARTS.values()}
