"""Comments on steps: what was said, answered, and how others reacted. Days are counted back from today."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """A comment, the replies to it, and who reacted how."""

    days: float
    process: str
    step: str | None
    who: str
    text: str
    replies: tuple[tuple[str, str], ...] = ()
    reactions: tuple[tuple[str, str], ...] = ()


C, L, E = "campaign-approval", "lead-handover", "event-report"
THREADS = tuple(Said(*row) for row in (
    (163, C, "Sign_form", "Chloe Martin",
     "Why do we sign on paper what was decided on the screen? @nora.lindqvist, is there a rule that asks for it?",
     (("Nora Lindqvist", "The rule is from 2014, when we decided in meetings. It asks for *a record*, not for paper."),
      ("Walter Braun", "Legal has no need for the signature. The record with name and time is better evidence."),
      ("Chloe Martin", "Then I will propose to take it out.")),
     (("Hugo Peeters", "agree"), ("Finn Larsen", "agree"), ("Katya Ivanova", "thanks"))),
    (94, C, "Print_brief", "Ben Fischer",
     "Does anybody read the printed brief? I put my number into ten folders two months ago. Nobody called.",
     (("Quentin Roux", "In the studio we open the file. The print is always one change behind."),
      ("Delia Rossi", "Finance neither."),
      ("Anton Berg", "I asked @walter.braun: Legal works from the file as well.")),
     (("Elif Demir", "love"), ("Maya Cohen", "agree"), ("Dario Conti", "agree"), ("Greta Novak", "agree"))),
    (60, C, "Rekey_brief", "Ines Carvalho",
     "For those who wonder about the 12,000: it was a typing mistake in the planning sheet, the brief was right.",
     (("Carlos Mendez", "That is the third this year. Could the sheet read the brief?"),
      ("Oskar Brandt", "It could: the fields are the same. It is an export that runs every hour."),),
     (("Luca Romano", "agree"), ("Nikos Pappas", "thanks"))),
    (48, C, "Copy_figures", "Delia Rossi",
     "Form L-7 says “for the ledger”. The ledger has read the planning sheet since January.",
     (("Beatrix Maas", "Right. I still want to be sure about the quarter end; let us watch one more."),
      ("Emil Johansson", "@beatrix.maas the quarter end went through without a single L-7. I checked all 31.")),
     (("Farah Haddad", "agree"),)),
    (101, C, "Check_claims", "Uma Patel",
     "Could we have a list of claims that Legal has accepted before? Half of our texts use the same ten sentences.",
     (("Xenia Papadaki", "Good idea. I have started one: *accepted claims* in the shared folder."),
      ("Rosa Alvarez", "Used it today. Checked in two hours instead of three days.")),
     (("Tara Singh", "thanks"), ("Chloe Martin", "love"), ("Sven Nilsson", "done"))),
    (14, C, "Launch", "Elif Demir",
     "Please check prices on an old phone too, not only on yours. On Thursday the old price stood there for a day.",
     (("Anton Berg", "I put an old one into the drawer of the team room."),),
     (("Greta Novak", "thanks"),)),
    (38, C, "Assemble", "Viktor Horvat",
     "Copy came in version 3, visuals were made for version 2. Can we name the files after the case?",
     (("Quentin Roux", "Yes. From Monday: case number first."),), (("Sven Nilsson", "agree"),)),
    (6, C, None, "Anton Berg",
     "Welcome to @amara.okafor in the campaign team! If a step makes you wonder why we do it: flag it. "
     "That is how the signature went.",
     (("Chloe Martin", "Welcome! Ask anything."),), (("Ben Fischer", "love"), ("Elif Demir", "love"))),
    (84, L, "Activity_1w8d0yx", "Maya Cohen",
     "I asked around who uses the Excel list that goes out on Fridays. So far: nobody.",
     (("Gunnar Holm", "I have a filter in the CRM for that. You can stop sending it to me."),
      ("Nora Lindqvist", "Same here.")),
     (("Dario Conti", "agree"), ("Hugo Peeters", "agree"))),
    (70, L, "Activity_1d9vq5a", "Jana Kralova",
     "Yesterday I lost a good lead to a wrong digit. We type 14 fields that marketing typed two days before.",
     (("Ivo Petrov", "Fifteen with the postcode."),
      ("Priya Nair", "The sales system can import a file. I can look at it next month.")),
     (("Leila Amiri", "agree"), ("Kofi Mensah", "unsure"))),
    (24, L, "Activity_0c7z2jn", "Hanna Virtanen",
     "What works for me: call between 8 and 9, before their first meeting.", (), (("Ivo Petrov", "thanks"),)),
    (78, E, "Activity_1x4o7eg", "Olga Kowalska",
     "The sponsors of the Porto fair asked three times for a report that lay there for a signature.",
     (("Mateo Serrano", "I have signed 40 of these and never changed a word."),),
     (("Luca Romano", "agree"), ("Ines Carvalho", "agree"))),
    (42, E, "Activity_0h8d3vx", "Nikos Pappas",
     "Has anybody tried tablets instead of sheets?",
     (("Maya Cohen", "In Seville, two stands. Twice as many answers, no typing."),), (("Olga Kowalska", "love"),)),
))  # fmt: skip
