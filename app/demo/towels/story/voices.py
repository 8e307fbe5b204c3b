"""Flags on steps of towels: on what the chain drew, and on what single hotels do. Days are counted back from today."""

from __future__ import annotations

from app.demo.story import Voice
from app.demo.towels.processes import KEY

VOICES = tuple(Voice(*row) for row in (
    (150, KEY, "Soak", "Agnes Zielinska", "risk", "",
     "The window of our cellar does not open. My eyes burn for an hour."),
    (131, KEY, "Soak", "Tom Fletcher", "low_value", "over_processing", "The wash at ninety has done it already."),
    (109, KEY, "Soak", "Joyce Owusu", "error_prone", "defects", "The new samples have white spots after it."),
    (120, KEY, "Wash", "Rhys Morgan", "error_prone", "defects", "How full is full? Every shift does it otherwise."),
    (88, KEY, "Write_slip", "Alan Dobson", "low_value", "over_processing", "The display says it, and keeps it."),
    (52, KEY, "Type_slip", "Maria Santos", "low_value", "over_processing", "The same figures for the third time."),
    (21, KEY, "Type_slip", "Bethany Cole", "bottleneck", "waiting", "Clean towels wait until somebody has typed."),
    (140, "towels-hamburg", "Soak", "Olaf Petersen", "risk", "", "Ausschlag bis zum Ellbogen, trotz Handschuhen."),
    (18, "towels-berlin", "Type_slip", "Marko Jovanovic", "low_value", "over_processing",
     "Die Maschine weiß das alles schon."),
    (125, "towels-madrid", "Soak", "Pablo Herrero", "low_value", "over_processing",
     "Con la lejía duran la mitad de tiempo."),
    (15, "towels-seville", "Weigh", "Manuel Campos", "works_well", "",
     "Desde que pesamos, no sale ninguna carga a medio lavar."),
    (117, "towels-paris", "Soak", "Moussa Diallo", "risk", "", "On tousse toute la matinée."),
    (12, "towels-paris", "Wash", "Awa Traoré", "works_well", "", "À 60 degrés tout part, même le fond de teint."),
    (9, "towels-york", "Soak", "Alan Dobson", "low_value", "waiting", "Half an hour a load, only for the old stock."),
))  # fmt: skip
