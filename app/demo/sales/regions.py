"""The regions of sales, and who sells there."""

from __future__ import annotations

from dataclasses import dataclass

from app.demo.cast import ORGANISATION, Part

DEPARTMENT, HEAD = "Regional sales", "Ingrid Falk"
SEEKER = "Kaja Tamm"
LOGINS = (HEAD, SEEKER)


@dataclass(frozen=True)
class Region:
    """A region: who answers for its offers, and who sells in the field and from the office."""

    name: str
    manager: str
    people: tuple[str, ...]

    @property
    def key(self) -> str:
        """The key of its variant of the process."""
        return f"offers-{self.name.lower()}"

    @property
    def unit(self) -> str:
        """What its unit is called."""
        return f"Sales {self.name}"

    @property
    def cast(self) -> tuple[Part, ...]:
        """Its people."""
        return (Part(self.manager, "manager", self.unit), *(Part(name, "worker", self.unit) for name in self.people))


REGIONS = (
    Region("Rhine", "Bernd Kessler", ("Silke Arnold", "Mehmet Aydin", "Julia Stein", "Frank Lorenz")),
    Region("Alps", "Lena Gruber", ("Reto Frei", "Sabine Egger", "Luca Bernasconi", "Anna Moser")),
    Region("Baltic", SEEKER, ("Andris Ozols", "Ruta Jonaitis", "Marten Saar", "Ilze Kalnina")),
    Region("Iberia", "Beatriz Lobo", ("Nuno Ferreira", "Ana Soler", "Rui Matos", "Marta Gil")),
)
UNITS = ((DEPARTMENT, "department", ORGANISATION), *((one.unit, "region", DEPARTMENT) for one in REGIONS))
CAST = (Part(HEAD, "manager", DEPARTMENT), *(part for one in REGIONS for part in one.cast))
