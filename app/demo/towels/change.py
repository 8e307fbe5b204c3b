"""How a towel is washed from now on, in each language: what the chain proposed, and what hotels made of it."""

from __future__ import annotations

from typing import Any

from app.demo.towels.hotels import Hotel

Operations = tuple[dict[str, Any], ...]
WEIGH = {
    "en": ("Weigh the load", "Twelve kilos at most: the drum is then three quarters full, and the dose is right."),
    "de": ("Ladung wiegen", "Höchstens zwölf Kilo: Dann ist die Trommel drei Viertel voll, und die Dosis stimmt."),
    "es": ("Pesar la carga", "Doce kilos como mucho: así el tambor queda a tres cuartos y la dosis es la justa."),
    "fr": ("Peser la charge", "Douze kilos au plus : le tambour est alors aux trois quarts et la dose est bonne."),
}  # fmt: skip
SORT = {
    "en": "Sand apart from white, bath apart from floor. Stained ones go into the yellow bag.",
    "de": "Sand und Weiß trennen, Bad und Boden trennen. Fleckiges in den gelben Sack.",
    "es": "Arena y blanco aparte, baño y suelo aparte. Lo manchado, a la bolsa amarilla.",
    "fr": "Sable et blanc à part, bain et sol à part. Ce qui est taché va dans le sac jaune.",
}
WASH = {
    "en": "60 degrees with enzyme detergent, the blue cap for ten kilos. No powder, no softener: they grey the sand "
    "colour.",
    "de": "60 Grad mit Enzymwaschmittel, blaue Kappe auf zehn Kilo. Kein Pulver, kein Weichspüler: Beides vergraut die "
    "Sandfarbe.",
    "es": "60 grados con detergente enzimático, tapón azul por cada diez kilos. Sin polvo ni suavizante: agrisan el "
    "color arena.",
    "fr": "60 degrés avec lessive enzymatique, bouchon bleu pour dix kilos. Ni poudre ni adoucissant : ils grisent la "
    "couleur sable.",
}  # fmt: skip
DRY = {
    "en": "Medium heat, thirty minutes, until the hem is just dry. Hotter makes the loops hard.",
    "de": "Mittlere Hitze, dreißig Minuten, bis der Saum gerade trocken ist. Heißer macht die Schlingen hart.",
    "es": "Calor medio, treinta minutos, hasta que el dobladillo quede seco. Más calor endurece el rizo.",
    "fr": "Chaleur moyenne, trente minutes, jusqu’à ce que l’ourlet soit sec. Plus chaud, les boucles durcissent.",
}  # fmt: skip
TITLES = {
    "en": "The new towel", "de": "Das neue Handtuch", "es": "La toalla nueva", "fr": "La nouvelle serviette",
}  # fmt: skip
REASONS = {
    "en": "The new towel is dyed in the yarn. Bleach eats the colour and the skin of who soaks it, ninety degrees "
    "shrink it. Hamburg and Paris tried for six weeks: as clean, four kilowatt hours less a load, and it lasts longer.",
    "de": "Das neue Handtuch ist im Garn gefärbt. Bleiche frisst die Farbe und die Haut, neunzig Grad lassen es "
    "einlaufen. Hamburg und Paris haben sechs Wochen probiert: ebenso sauber, vier Kilowattstunden weniger je Ladung.",
    "es": "La toalla nueva va teñida en hilo. La lejía come el color y la piel, y a noventa grados encoge. Hamburgo y "
    "París la probaron seis semanas: igual de limpia, y cuatro kilovatios hora menos por carga.",
    "fr": "La nouvelle serviette est teinte dans le fil. L’eau de Javel mange la couleur et la peau, quatre-vingt-dix "
    "degrés la font rétrécir. Hambourg et Paris ont essayé six semaines : aussi propre, quatre kWh de moins.",
}  # fmt: skip
COOL = "40 degrees with enzyme detergent, the blue cap for ten kilos. No softener."
SOFT = (
    "Remojar con ácido cítrico",
    "Veinte minutos, una medida por cada diez litros: el agua de la isla deja cal. Nunca lejía.",
)


def first_idea() -> Operations:
    """Give what was proposed first, before hotels had tried it."""
    return ({"kind": "eliminate", "step": "Soak"}, {"kind": "instruct", "step": "Wash", "text": COOL})


def new_towel(language: str) -> Operations:
    """Give what came of it: a step goes, one comes, three are done otherwise; in a language."""
    return ({"kind": "eliminate", "step": "Soak"}, *_kept(language))


def with_hard_water(language: str) -> Operations:
    """Give the same for a hotel whose water is hard: it still soaks, but against lime."""
    title, text = SOFT
    soak = ({"kind": "retitle", "step": "Soak", "title": title}, {"kind": "instruct", "step": "Soak", "text": text})
    return (*soak, *_kept(language))


def of(hotel: Hotel) -> Operations:
    """Give the change as a hotel words it for itself."""
    return with_hard_water(hotel.language) if hotel.town == "Palma" else new_towel(hotel.language)


def _kept(language: str) -> Operations:
    title, text = WEIGH[language]
    weigh = {"kind": "insert", "id": "Weigh", "at": {"before": "Wash"}, "type": "userTask"}
    return (
        {"kind": "instruct", "step": "Sort", "text": SORT[language]},
        {**weigh, "title": title, "text": text}, {"kind": "instruct", "step": "Wash", "text": WASH[language]},
        {"kind": "instruct", "step": "Dry", "text": DRY[language]},
    )  # fmt: skip
