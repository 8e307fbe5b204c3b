"""Comments on steps of the chain's process. Days are counted back from today."""

from __future__ import annotations

from app.demo.story import Said
from app.demo.towels.processes import KEY

THREADS = tuple(Said(*row) for row in (
    (112, KEY, "Soak", "Tom Fletcher",
     "Samples of the new towel came today, dyed in the yarn. After one soak there are white spots. What do others do?",
     (("Olaf Petersen", "Same in Hamburg. I washed three without soaking: clean."),
      ("Moussa Diallo", "In Paris we stopped the bleach when the samples came. We still have all of them."),
      ("Helen Ward", "Please write it down as a proposal, then every hotel can say what it knows.")),
     (("Grace Adeyemi", "agree"), ("Pablo Herrero", "agree"), ("Bruno Garnier", "thanks"))),
    (34, KEY, "Inspect", "Holly Baker",
     "Hold it against the light: thin ones show at once, pulling at the hem is not needed.",
     (("Rosario Molina", "True. Faster, too."),), (("Bethany Cole", "thanks"), ("Paula Richter", "agree"))),
))  # fmt: skip
