"""Proposals of the demo, from the first draft to where each stands today; one in every state that can rest.

`approved` cannot: the signature that completes the approval makes the proposal live, or finds a conflict, at once.
"""

from __future__ import annotations

from typing import Any

from app.demo.story import Beat, Plot


def _gone(step: str) -> dict[str, Any]:
    return {"kind": "eliminate", "step": step, "cascade": False}


C, L, E, P = "campaign-approval", "lead-handover", "event-report", "print-order"
SIGNATURE = Plot(
    C, "Chloe Martin", "Stop signing the printed approval form",
    "The decision is recorded with name, time and reason. The signature repeats it on paper and costs three days on "
    "average. Legal says that the record is the better evidence.",
    (_gone("Sign_form"),),
    (
        Beat(118, "write"), Beat(118, "discuss"),
        Beat(117, "say", "Hugo Peeters", "Yes please. Last week I waited four days for one signature."),
        Beat(117, "say", "Walter Braun", "No objection from Legal, see the thread at the step."),
        Beat(115, "open", "Nora Lindqvist"),
        Beat(115, "crowd", votes=(15, 2, 2)),
        Beat(106, "approve", "Nora Lindqvist", "The rule asks for a record, and we have one. Good riddance."),
        Beat(105, "read", votes=(14, 0, 0)),
    ),
    "live",
)  # fmt: skip
SCREEN = Plot(
    C, "Jonas Weber", "Sign the approval form on a screen",
    "If we have to sign, then at least on the tablet in the team room: no printing, no scanning.",
    ({"kind": "instruct", "step": "Sign_form", "text": "Open the form on the tablet in the team room and sign."},),
    (
        Beat(118, "write"), Beat(117, "discuss"),
        Beat(116, "say", "Chloe Martin", "Better than paper, but do we need it at all? See my proposal."),
        Beat(116, "open", "Nora Lindqvist"),
        Beat(116, "crowd", votes=(8, 5, 3)),
        Beat(104, "say", "Nora Lindqvist", "This passed as well, but the step is gone by now. Thank you all the same."),
    ),
    "conflict",
)  # fmt: skip
BUDGET = Plot(
    C, "Finn Larsen", "Leave out the check of the budget",
    "Finance sees every invoice anyway. The check adds a day to each campaign.",
    (_gone("Check_budget"),),
    (
        Beat(92, "write"), Beat(92, "discuss"),
        Beat(91, "say", "Carlos Mendez", "Once the invoice is here the money is spent. It happened twice last year."),
        Beat(90, "open"),
        Beat(90, "crowd", votes=(9, 7, 4)),
        Beat(81, "reject", "Nora Lindqvist",
             "Close vote, and Finance has the better reasons: two campaigns overspent last year. The check stays until "
             "the ledger warns by itself. Please propose it again then."),
    ),
    "rejected",
)  # fmt: skip
COUNTERSIGN = Plot(
    E, "Luca Romano", "Send event reports without two signatures",
    "Nobody has ever refused to sign. Sponsors wait a week longer for their report because of it.",
    (_gone("Activity_1x4o7eg"),),
    (
        Beat(70, "write"), Beat(70, "discuss"),
        Beat(69, "say", "Olga Kowalska", "The Porto sponsors will thank us."),
        Beat(69, "open"), Beat(69, "crowd", votes=(6, 1, 0)),
        Beat(61, "approve", "Mateo Serrano", "I am one of the two signatures, and I do not miss it."),
        Beat(60, "read", votes=(6, 0, 0)),
    ),
    "live",
)  # fmt: skip
NEWSLETTER = Plot(
    L, "Ben Fischer", "Do not put lost leads on the newsletter",
    "Most of them unsubscribe within a month.",
    (_gone("Activity_1ts4b0u"),),
    (
        Beat(50, "write"), Beat(50, "discuss"),
        Beat(49, "say", "Yusuf Kaya", "With consent it is fine for Legal. Do you have numbers?"),
        Beat(48, "say", "Katya Ivanova", "I looked it up: one in nine of them becomes a customer within a year."),
        Beat(47, "withdraw"),
    ),
    "withdrawn",
)  # fmt: skip
REKEY = Plot(
    C, "Luca Romano", "Let the planning sheet read the brief",
    "We type name, channel, budget and launch date a second time, and every tenth row has a mistake. Ops has set up an "
    "export that fills the sheet every hour, so the step can go.",
    (_gone("Rekey_brief"),),
    (
        Beat(18, "write"), Beat(18, "discuss"),
        Beat(17, "say", "Oskar Brandt", "The export has run for two weeks without an error."),
        Beat(16, "say", "Carlos Mendez", "Finance is for it: fewer surprises at the end of the month."),
        Beat(15, "open", "Nora Lindqvist"), Beat(15, "crowd", votes=(17, 1, 1)),
        Beat(4, "approve", "Nora Lindqvist", "Thank you all, and Oskar for the export."),
        Beat(3, "read", votes=(9, 0, 0)),
    ),
    "live",
)  # fmt: skip
EXCEL = Plot(
    L, "Maya Cohen", "Stop copying leads into the Excel list",
    "The list is mailed on Fridays and nobody opens it; I asked all eleven recipients. The CRM shows the same with a "
    "filter, and always up to date.",
    (_gone("Activity_1w8d0yx"),),
    (
        Beat(13, "write"), Beat(12, "discuss"),
        Beat(12, "say", "Gunnar Holm", "I have not opened it since last year."),
        Beat(11, "open", "Gunnar Holm"), Beat(11, "crowd", votes=(13, 1, 2)),
    ),
    "accepted",
)  # fmt: skip
PRINT = Plot(
    C, "Ben Fischer", "Stop printing the brief",
    "Since nobody signs on paper, the red folder has no reader. I put a note with my number into ten folders and "
    "nobody called. Printing costs ten minutes a campaign and forty pages a week, and it is outdated the next day.",
    (_gone("Print_brief"),),
    (
        Beat(7, "write"), Beat(6, "discuss"),
        Beat(6, "say", "Elif Demir", "The printer is two floors up. I would not miss it."),
        Beat(5, "say", "Quentin Roux", "The studio only uses the file."),
        Beat(4, "say", "Olga Kowalska", "What about the trade fairs, where we have no network?"),
        Beat(4, "say", "Ben Fischer", "There one can print it when one needs it. It need not be a step for all."),
        Beat(3, "open", "Nora Lindqvist"), Beat(3, "crowd", votes=(8, 2, 1)),
    ),
    "voting",
)  # fmt: skip
LEDGER = Plot(
    C, "Emil Johansson", "Drop the ledger form L-7",
    "The ledger reads the planning sheet every night. The last quarter end went through without a single L-7.",
    (_gone("Copy_figures"),),
    (
        Beat(6, "write"), Beat(5, "discuss"),
        Beat(5, "say", "Delia Rossi", "I have done this for nine years and agree with every word."),
        Beat(4, "say", "Beatrix Maas", "@emil.johansson can you show me how we notice when the nightly run fails?"),
        Beat(3, "say", "Emil Johansson", "It mails us both. I add it to the reason before we vote."),
    ),
    "discussion",
)  # fmt: skip
BOARD = Plot(
    E, "Ines Carvalho", "Do not pin reports on the notice board",
    "Everybody gets the report by mail. The board hangs next to a lift that is out of use.",
    (_gone("Activity_1g8u3rp"),),
    (Beat(3, "write"),),
    "draft",
)  # fmt: skip
SUPPLIERS = Plot(
    P, "Priya Nair", "Let the supplier list fill itself",
    "The desk of the print shop sends us each delivery. I compared forty rows: the copy by hand adds a day, "
    "and two mistakes.",
    (_gone("Copy_list"),),
    (
        Beat(6, "write"), Beat(5, "discuss"),
        Beat(5, "say", "Rosa Alvarez", "The studio looks at the order itself. I have never opened the list."),
        Beat(2, "open", "Petra Vogel"), Beat(2, "crowd", votes=(3, 1, 0)),
    ),
    "voting",
)  # fmt: skip
PLOTS = (SIGNATURE, SCREEN, BUDGET, COUNTERSIGN, NEWSLETTER, REKEY, EXCEL, PRINT, LEDGER, BOARD, SUPPLIERS)
FOR = (
    "It saves time and nobody loses anything.", "I do this every week and it helps nobody.", "Overdue.",
    "Less typing, fewer mistakes.", "Tried it for a week without: no difference.", "",
    "", "", "Fine with our team.",
)  # fmt: skip
AGAINST = (
    "I would keep it until we are sure.", "Somebody may need it.", "Too early, let us wait a quarter.", "",
)  # fmt: skip
