"""The hotels of the chain, where they are, what is spoken there, and who works there."""

from __future__ import annotations

from dataclasses import dataclass

from app.demo.cast import ORGANISATION, Part

CHAIN, OWNER = "Harbour Hotels", "Helen Ward"
ATTENDANT = "Lucía Vega"
LOGINS = (OWNER, ATTENDANT)


@dataclass(frozen=True)
class Hotel:
    """A hotel: who runs its housekeeping, who washes, who makes up the rooms."""

    town: str
    country: str
    language: str
    manager: str
    launderer: str
    attendants: tuple[str, str]

    @property
    def key(self) -> str:
        """The key of its variant of the process."""
        return f"towels-{self.town.lower()}"

    @property
    def unit(self) -> str:
        """What its unit is called."""
        return f"Hotel {self.town}"

    @property
    def laundry(self) -> str:
        """What the group of those who wash is called."""
        return f"Laundry {self.town}"

    @property
    def team(self) -> tuple[str, ...]:
        """All who work there, the manager last."""
        return (self.launderer, *self.attendants, self.manager)

    @property
    def cast(self) -> tuple[Part, ...]:
        """Its people."""
        workers = (Part(name, "worker", self.unit) for name in self.team[:-1])
        return (Part(self.manager, "manager", self.unit), *workers)


HOTELS = (
    Hotel("Hamburg", "Germany", "de", "Meike Hansen", "Olaf Petersen", ("Emine Yildiz", "Svenja Brodersen")),
    Hotel("Berlin", "Germany", "de", "Katrin Schulze", "Marko Jovanovic", ("Paula Richter", "Thuy Nguyen")),
    Hotel("Munich", "Germany", "de", "Johanna Huber", "Josef Maier", ("Ana Babic", "Lena Wagner")),
    Hotel("Madrid", "Spain", "es", "Carmen Ortega", "Pablo Herrero", ("Rosario Molina", ATTENDANT)),
    Hotel("Seville", "Spain", "es", "Inmaculada Rey", "Manuel Campos", ("Dolores Pavón", "Fátima Benali")),
    Hotel("Palma", "Spain", "es", "Aina Ferrer", "Toni Mayol", ("Catalina Riera", "Yolanda Cruz")),
    Hotel("Paris", "France", "fr", "Claire Fontaine", "Moussa Diallo", ("Awa Traoré", "Sylvie Lambert")),
    Hotel("Lyon", "France", "fr", "Hélène Mercier", "Bruno Garnier", ("Inès Roussel", "Nadia Belkacem")),
    Hotel("Nice", "France", "fr", "Margaux Giraud", "Luigi Ferrari", ("Camille Blanc", "Rania Saidi")),
    Hotel("London", "United Kingdom", "en", "Grace Adeyemi", "Tom Fletcher", ("Joyce Owusu", "Maria Santos")),
    Hotel("Bath", "United Kingdom", "en", "Eleanor Price", "Rhys Morgan", ("Agnes Zielinska", "Holly Baker")),
    Hotel("York", "United Kingdom", "en", "Margaret Thwaite", "Alan Dobson", ("Bethany Cole", "Irina Popescu")),
)
COUNTRIES = tuple(dict.fromkeys(hotel.country for hotel in HOTELS))
UNITS = (
    (CHAIN, "department", ORGANISATION),
    *((country, "region", CHAIN) for country in COUNTRIES),
    *((hotel.unit, "team", hotel.country) for hotel in HOTELS),
)
CAST = (Part(OWNER, "manager", CHAIN), *(part for hotel in HOTELS for part in hotel.cast))
# By language: what the process is called, and its lanes (housekeeping, laundry, purchasing).
TITLES = {"en": "Towels", "de": "Handtücher", "es": "Toallas", "fr": "Serviettes"}
TOWNS = {"de": {"Munich": "München"}, "es": {"Seville": "Sevilla"}}
LANES = {
    "en": ("Housekeeping", "Laundry", "Purchasing"), "de": ("Hausdame", "Wäscherei", "Einkauf"),
    "es": ("Pisos", "Lavandería", "Compras"), "fr": ("Étages", "Blanchisserie", "Achats"),
}  # fmt: skip


def title(hotel: Hotel) -> str:
    """Say what people of a hotel call its process."""
    return f"{TITLES[hotel.language]} {TOWNS.get(hotel.language, {}).get(hotel.town, hotel.town)}"
