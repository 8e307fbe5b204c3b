"""What each hotel made of the new towel: when, with which words, and how many have read it. Days are counted back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """A hotel takes a change up and approves it, or says why not; `says` is a comment of its manager before that."""

    days: float
    approves: str = ""
    declines: str = ""
    says: str = ""
    readers: int = 0


OUTCOMES = {
    "Hamburg": Outcome(77, "So machen wir es seit dem Versuch.", readers=4),
    "Paris": Outcome(77, "C’est ce que nous faisons depuis l’essai.", readers=4),
    "London": Outcome(76, "From Monday, with the scales from the kitchen until ours come.", readers=4),
    "Berlin": Outcome(75, "Ab Montag. Die alten weißen gehen an die Tierheime.", readers=3),
    "Madrid": Outcome(75, "Desde el lunes. Gracias a Hamburgo y París.", readers=2),
    "Munich": Outcome(74, "Die Waage steht schon in der Wäscherei.", readers=4),
    "Seville": Outcome(73, "Empezamos el lunes con la planta dos.", readers=4),
    "Bath": Outcome(73, "Good. The cellar window may stay shut.", readers=2),
    "Lyon": Outcome(71, "À partir de lundi, dans tous les étages.", readers=3),
    "York": Outcome(76, declines="Our white towels last until spring. Please offer it again then."),
    "Palma": Outcome(
        9, "Con ácido cítrico en lugar de lejía: sin ese remojo la cal deja las toallas duras.", readers=1,
        says="Aquí el agua es muy dura. Quitar el remojo del todo no sirve; lo probamos con ácido cítrico y funciona.",
    ),
    "Nice": Outcome(20, says="Nous attendons le nouveau stock, livraison dans deux semaines. Nous en parlons ensuite."),
}  # fmt: skip
YES = {
    "en": ("Fewer chemicals.", "Fine with me.", ""), "de": ("Endlich ohne Bleiche.", "Einverstanden.", ""),
    "es": ("Por fin sin lejía.", "De acuerdo.", ""), "fr": ("Enfin sans Javel.", "D’accord.", ""),
}  # fmt: skip
