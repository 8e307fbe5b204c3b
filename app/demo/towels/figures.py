"""What a load used before the new towel and uses since, and what that costs, as the hotels entered it."""

from __future__ import annotations

from typing import Any

from app.demo.towels.hotels import Hotel

# By language: what is counted, its unit, and where the figures are from.
POWER = {
    "en": ("Electricity", "kWh", "Meter in the laundry, two weeks each"),
    "de": ("Strom", "kWh", "Zähler in der Wäscherei, je zwei Wochen"),
    "es": ("Electricidad", "kWh", "Contador de la lavandería, dos semanas cada vez"),
    "fr": ("Électricité", "kWh", "Compteur de la blanchisserie, deux semaines chaque fois"),
}
WORN = {
    "en": ("Towels replaced", "pieces", "Orders of the last year"),
    "de": ("Ersetzte Handtücher", "Stück", "Bestellungen des letzten Jahres"),
    "es": ("Toallas repuestas", "piezas", "Pedidos del último año"),
    "fr": ("Serviettes remplacées", "pièces", "Commandes de l’année dernière"),
}
# Of a load in each hotel: kilowatt hours and worn towels before and since, and the price of one.
MEASURED = {
    "Hamburg": (("7.2", "3.9", "0.31"), ("1.4", "0.6", "6.40")),
    "Berlin": (("6.8", "4.0", "0.33"), ("1.1", "0.5", "6.40")),
    "Munich": (("7.0", "4.1", "0.30"), None),
    "Madrid": (("6.1", "3.6", "0.19"), ("1.6", "0.9", "5.90")),
    "Seville": (("6.4", "3.5", "0.19"), ("1.9", "0.8", "5.90")),
    "Paris": (("6.9", "3.8", "0.22"), ("1.3", "0.6", "6.80")),
    "London": (("7.5", "4.4", "0.27"), ("1.5", "0.7", "5.60")),
    "Bath": (("7.1", "4.2", "0.27"), None),
}
CURRENCY = {"United Kingdom": "GBP"}
# What Hamburg put right later, and why.
CORRECTED, WHY = {"price": "0.29"}, "Der neue Stromvertrag gilt seit dem Sommer; die Rechnung kam erst jetzt."


def figures(hotel: Hotel) -> tuple[dict[str, Any], ...]:
    """Give what a hotel entered; nothing where it has not yet."""
    said = zip((POWER, WORN), MEASURED.get(hotel.town, (None, None)), strict=True)
    return tuple(_figures(hotel, words, numbers) for words, numbers in said if numbers is not None)


def _figures(hotel: Hotel, words: dict[str, tuple[str, str, str]], numbers: tuple[str, str, str]) -> dict[str, Any]:
    what, unit, source = words[hotel.language]
    before, after, price = numbers
    currency = CURRENCY.get(hotel.country, "EUR")
    return {
        "what": what, "unit": unit, "before": before, "after": after, "price": price, "currency": currency,
        "source": source,
    }  # fmt: skip
