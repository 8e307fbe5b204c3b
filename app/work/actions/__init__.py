"""What people and timers do with work; each takes (session, actor, …) and leaves the commit to the unit of work."""

from app.work.actions.absences import be_away, be_back
from app.work.actions.assign import assign, colleagues, delegate, give_back, set_due, set_priority
from app.work.actions.bulk import MOST as MOST_AT_ONCE
from app.work.actions.bulk import in_bulk
from app.work.actions.cancel import cancel
from app.work.actions.claim import claim, release
from app.work.actions.complete import complete
from app.work.actions.drafts import drop_draft, save_draft
from app.work.actions.files import add_file, attach, forget_files, keep_content
from app.work.actions.lanes import map_lanes, mapping_of
from app.work.actions.messages import send
from app.work.actions.retry import retry, retry_incident
from app.work.actions.rules import require_usable, share_work
from app.work.actions.settle import go_on
from app.work.actions.signals import send_signal
from app.work.actions.start import start
from app.work.actions.start_form import start_filled, start_form
from app.work.actions.steering import move, resume, suspend
from app.work.actions.timers import cancel_timer, fire, fire_now
from app.work.actions.turn import apply_turn

__all__ = [
    "MOST_AT_ONCE",
    "add_file",
    "apply_turn",
    "assign",
    "attach",
    "be_away",
    "be_back",
    "cancel",
    "cancel_timer",
    "claim",
    "colleagues",
    "complete",
    "delegate",
    "drop_draft",
    "fire",
    "fire_now",
    "forget_files",
    "give_back",
    "go_on",
    "in_bulk",
    "keep_content",
    "map_lanes",
    "mapping_of",
    "move",
    "release",
    "require_usable",
    "resume",
    "retry",
    "retry_incident",
    "save_draft",
    "send",
    "send_signal",
    "set_due",
    "set_priority",
    "share_work",
    "start",
    "start_filled",
    "start_form",
    "suspend",
]  # fmt: skip
