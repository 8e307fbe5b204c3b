"""Flags: who found which step wasteful, slow or good, and why. Days are counted back from today."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Voice:
    """One flag on a step."""

    days: float
    process: str
    step: str
    who: str
    kind: str
    waste: str
    reason: str


C, L, E, P = "campaign-approval", "lead-handover", "event-report", "print-order"
VOICES = tuple(Voice(*row) for row in (
    # Signing on paper: gone since spring, its flags are in the history of the step
    (166, C, "Sign_form", "Chloe Martin", "low_value", "over_processing",
     "The decision is recorded with name and time. The signature says the same again, three days later."),
    (158, C, "Sign_form", "Hugo Peeters", "bottleneck", "waiting",
     "We wait for whoever is not in the office that day."),
    (151, C, "Sign_form", "Katya Ivanova", "low_value", "transport", "I carry the form over two floors for it."),
    (140, C, "Sign_form", "Finn Larsen", "low_value", "waiting",
     "Last month a booking ran out while the form lay on a desk."),
    (131, C, "Sign_form", "Jonas Weber", "error_prone", "defects", "Twice the scan was of the wrong campaign."),
    # Printing the brief
    (96, C, "Print_brief", "Ben Fischer", "low_value", "over_processing",
     "Since nobody signs on paper any more, the folder has no reader at all."),
    (71, C, "Print_brief", "Elif Demir", "low_value", "transport",
     "The printer is on the third floor, we are on the first."),
    (52, C, "Print_brief", "Maya Cohen", "low_value", "over_processing",
     "I have never seen anybody open the red folder."),
    (33, C, "Print_brief", "Dario Conti", "low_value", "motion", "Ten minutes a campaign, for a shelf."),
    (19, C, "Print_brief", "Olga Kowalska", "low_value", "overproduction",
     "Forty pages a week that go straight to recycling."),
    (8, C, "Print_brief", "Greta Novak", "error_prone", "defects",
     "The print is out of date as soon as the studio asks a question, and then two versions are around."),
    # Re-keying
    (88, C, "Rekey_brief", "Luca Romano", "low_value", "over_processing", "The brief's form has the same four fields."),
    (64, C, "Rekey_brief", "Ines Carvalho", "error_prone", "defects",
     "A budget of 1,200 became 12,000 in the sheet. Finance asked a week later."),
    (41, C, "Rekey_brief", "Finn Larsen", "low_value", "motion", "Copying by hand what the computer knows."),
    (27, C, "Rekey_brief", "Nikos Pappas", "bottleneck", "waiting",
     "The sheet is locked whenever somebody else types."),
    # Other steps of campaigns
    (77, C, "Copy_figures", "Emil Johansson", "low_value", "over_processing",
     "The ledger reads the planning sheet every night. Form L-7 is for nobody."),
    (49, C, "Copy_figures", "Delia Rossi", "error_prone", "defects",
     "Third copy of the same numbers; they differ in every tenth case."),
    (36, C, "Copy_figures", "Farah Haddad", "low_value", "overproduction",
     "The binder is full and nobody has noticed."),
    (83, C, "File_folder", "Katya Ivanova", "low_value", "inventory",
     "Three metres of binders, not opened since I am here."),
    (22, C, "File_folder", "Jonas Weber", "low_value", "over_processing",
     "What is in it is in the system, with the dates."),
    (103, C, "Check_claims", "Chloe Martin", "bottleneck", "waiting",
     "Three days are normal, and we do not hear anything meanwhile."),
    (58, C, "Check_claims", "Uma Patel", "bottleneck", "waiting",
     "A list of claims that are fine already would save most of the wait."),
    (45, C, "Check_claims", "Xenia Papadaki", "works_well", "",
     "Two wrong discount claims found this quarter before they were printed."),
    (92, C, "Draft_visuals", "Tara Singh", "works_well", "",
     "Drafting beside the copy instead of after it saves a week."),
    (30, C, "Assemble", "Viktor Horvat", "error_prone", "defects", "Copy and visuals arrive in different versions."),
    (15, C, "Decide", "Petra Vogel", "works_well", "", "One person decides, and it is written down why."),
    (12, C, "Launch", "Elif Demir", "risk", "",
     "Prices are checked on one phone only. On small screens the old price stood there for a day."),
    # Leads
    (120, L, "Activity_1w8d0yx", "Dario Conti", "low_value", "over_processing",
     "The CRM makes this list by itself, with a filter."),
    (86, L, "Activity_1w8d0yx", "Maya Cohen", "low_value", "overproduction",
     "The list is mailed on Fridays. I asked: nobody opens it."),
    (40, L, "Activity_1w8d0yx", "Hugo Peeters", "error_prone", "defects",
     "Rows get overwritten when two of us have it open."),
    (110, L, "Activity_1d9vq5a", "Ivo Petrov", "low_value", "over_processing",
     "From screen to PDF to screen. The systems could talk."),
    (74, L, "Activity_1d9vq5a", "Jana Kralova", "error_prone", "defects",
     "One digit wrong in the phone number and the lead is lost."),
    (31, L, "Activity_1d9vq5a", "Leila Amiri", "bottleneck", "waiting",
     "Mondays we type until noon before anybody calls."),
    (67, L, "Activity_1a2l6dz", "Kofi Mensah", "low_value", "transport",
     "The pigeonhole is 40 km away from where I work."),
    (25, L, "Activity_1a2l6dz", "Hanna Virtanen", "low_value", "over_processing",
     "I type it into the sales system anyway."),
    (55, L, "Activity_0c7z2jn", "Leila Amiri", "works_well", "",
     "Asking what they need first doubled the appointments."),
    (18, L, "Activity_0m3y7gk", "Greta Novak", "low_value", "transport",
     "A PDF by mail, although sales can see the lead."),
    # Printed matter
    (41, P, "Copy_list", "Priya Nair", "low_value", "over_processing",
     "The order has it all. The list is a second truth."),
    (23, P, "Copy_list", "Oskar Brandt", "bottleneck", "waiting", "Deliveries wait for us until somebody types them."),
    (16, P, "Send_order", "Tara Singh", "works_well", "", "Since a program does it, no order has been forgotten."),
    # Reports of events
    (97, E, "Activity_1x4o7eg", "Luca Romano", "low_value", "waiting",
     "Two signatures that nobody ever refused. It costs a week."),
    (80, E, "Activity_1x4o7eg", "Olga Kowalska", "bottleneck", "waiting", "One of the heads is always travelling."),
    (72, E, "Activity_1x4o7eg", "Carlos Mendez", "low_value", "over_processing", "We checked the costs already."),
    (44, E, "Activity_0h8d3vx", "Nikos Pappas", "low_value", "skills",
     "Six hours of typing for a trained event manager. Tablets at the stand would do."),
    (29, E, "Activity_1g8u3rp", "Maya Cohen", "low_value", "overproduction",
     "The lift is out of use, nobody passes there."),
    (10, E, "Activity_1g8u3rp", "Ines Carvalho", "low_value", "over_processing",
     "Everybody gets the report by mail the same day."),
))  # fmt: skip
