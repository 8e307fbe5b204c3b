"""Entries of the audit log in words."""

from __future__ import annotations

from datetime import UTC, datetime

from app import FEATURES
from app.kernel import audit, features
from app.kernel.audit import Act, AuditEntry, Named, Things, Vocabulary
from app.kernel.i18n import _
from app.kernel.i18n.languages import speaking
from app.kernel.policy import SYSTEM
from app.proposals.recorded import MOVES
from app.proposals.transitions import NAMES

PEOPLE = {"1": Named("Ana", "/people/1"), "2": Named("Ben", "/people/2")}
asked: list[set[str]] = []


def _people(session, ids):
    asked.append(set(ids))
    return {id: PEOPLE[id] for id in ids if id in PEOPLE}


KNOWN = Vocabulary(
    {
        "given": Act(_("{who} gave {it} to {to}[: {reason}]"), "person", ids={"to": "person"}),
        "ended": Act(_("{who} ended {it}: {how}"), codes={"how": {"x": "well"}}),
        "listed": Act(_("{who} listed {names}")),
        "moved": Act(_("{who} moved {it}: {how}"), by=("how", {"up": _("{who} put {it} up")})),
    },
    {"person": Things(_people, "somebody")},
)


def entry(kind: str, subject: str = "person:1", actor: str = "1", **body) -> AuditEntry:
    return AuditEntry(
        seq=1, at=datetime(2026, 1, 1, tzinfo=UTC), actor_id=actor, kind=kind, subject=subject, body=body, prev="",
        hash="",
    )  # fmt: skip


def said(*entries: AuditEntry) -> list[str]:
    told = audit.tell(None, entries, KNOWN)
    return ["".join(part if isinstance(part, str) else part.words for part in parts) for parts in told]


def test_places_are_filled_and_what_is_empty_is_left_out() -> None:
    asked.clear()
    assert said(
        entry("given", "2", to="1", reason="Late."), entry("given", "person:2", to="1"), entry("ended", how="x"),
        entry("ended", how="y"), entry("listed", names=["a", "b"]),
    ) == [
        "Ana gave Ben to themselves: Late.", "Ana gave Ben to themselves", "Ana ended themselves: well",
        "Ana ended themselves: y",
        "Ana listed a, b",
    ]  # fmt: skip
    assert asked == [{"1", "2"}], "all people of a page in one statement"


def test_what_is_gone_or_unknown_is_said() -> None:
    assert said(entry("ended", "person:9", how="x"), entry("ended", "cat:9", SYSTEM.id, how="x")) == [
        "Ana ended somebody: well", "Stepwell ended something: well",
    ]  # fmt: skip
    assert said(entry("strange", actor="")) == [
        "Somebody without an account did what this release has no words for (strange)"
    ]


def test_things_have_links() -> None:
    assert audit.tell(None, [entry("given", "2", to="1")], KNOWN)[0] == [
        PEOPLE["1"], " gave ", PEOPLE["2"], " to themselves",
    ]  # fmt: skip


def test_a_sentence_can_hang_on_a_code() -> None:
    assert said(entry("moved", how="up"), entry("moved", how="down")) == [
        "Ana put themselves up", "Ana moved themselves: down",
    ]  # fmt: skip
    assert audit.in_general(KNOWN) == {
        "given": "gave … to …", "ended": "ended …: …", "listed": "listed …", "moved": "moved …: …",
    }  # fmt: skip


def test_a_language_puts_who_and_what_where_it_needs_them() -> None:
    acts = {**features.manifest("accounts").acts, **features.manifest("sign_in").acts}
    words = Vocabulary(acts, {"person": KNOWN.things["person"]})
    entries = [entry("role.given", "person:2", role="ops"), entry("session.ended"), entry("strange", actor="")]
    with speaking("de"):
        told = audit.tell(None, entries, words)
    assert ["".join(part if isinstance(part, str) else part.words for part in parts) for parts in told] == [
        "Ana hat Ben die Rolle Betrieb gegeben",
        "Ana hat eine Sitzung von sich selbst beendet",
        "Jemand ohne Konto hat etwas getan, wofür diese Version keine Worte hat (strange)",
    ]


def test_a_long_text_is_cut() -> None:
    assert len(said(entry("given", "2", to="1", reason="x" * 5000))[0]) < 400


def test_all_that_acts_speak_of_is_known() -> None:
    every = [features.manifest(name) for name in FEATURES]
    things = {kind for one in every for kind in one.things}
    for one in every:
        for kind, act in one.acts.items():
            assert {*act.ids.values(), act.it or "person"} <= things, kind
            for words in (act.words, *act.by[1].values()):
                assert str(words).startswith("{who} "), kind
                assert act.ids.keys() <= set(audit.words._PLACES.findall(words)), kind


def test_every_move_of_a_proposal_has_words() -> None:
    assert MOVES.keys() == set(NAMES)
