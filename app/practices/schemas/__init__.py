"""The JSON of processes that do the same work, and of what changes are worth there."""

from app.practices.schemas.carrying import (
    AdoptionsSchema,
    FamilySchema,
    NewVariant,
    OfferIn,
    OffersSchema,
    PracticesQuery,
    PracticesSchema,
    say_adoption,
    say_family,
    say_offer,
    say_practice,
)
from app.practices.schemas.worth import (
    BaselineSchema,
    FiguresIn,
    SupersedeIn,
    WorthsSchema,
    say_baseline,
    say_worths,
)

__all__ = [
    "AdoptionsSchema", "BaselineSchema", "FamilySchema", "FiguresIn", "NewVariant", "OfferIn", "OffersSchema",
    "PracticesQuery", "PracticesSchema", "SupersedeIn", "WorthsSchema", "say_adoption", "say_baseline", "say_family",
    "say_offer", "say_practice", "say_worths",
]  # fmt: skip
