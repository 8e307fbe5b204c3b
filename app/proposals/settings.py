"""The policy of a process as a value: who proposes, who votes by which rule, who signs, how it goes live."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from app.ballots import rules

PROPOSERS = {
    "anyone": "Anybody who may see the process",
    "performers": "Whoever does a step of the process",
    "managers": "The owner and managers",
}
VOTERS = {
    "process": "Everyone who may do a step of the process",
    "steps": "Everyone who may do one of the changed steps",
}
SIGNERS = ("manager", "ops", "admin")
LONGEST_DAYS = 90


@dataclass(frozen=True, slots=True)
class Signatures:
    """How many people of a role must sign besides the ballot."""

    role: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Policy:
    """What one version of a process's policy says; the defaults are those of a new process."""

    propose: str = "anyone"
    vote: str = "process"
    method: str = rules.METHOD
    ballot: rules.Settings = field(default_factory=rules.Settings)
    days: int = 7
    hidden: bool = False
    approvals: tuple[Signatures, ...] = (Signatures("manager"),)
    four_eyes: bool = False
    migrate: bool = True

    def to_dict(self) -> dict[str, Any]:
        """Give the policy as it is stored and told."""
        plain = {"propose": self.propose, "vote": self.vote, "method": self.method, "days": self.days}
        plain |= {"hidden": self.hidden, "four_eyes": self.four_eyes, "migrate": self.migrate}
        return {**plain, **self.ballot.to_dict(), "approvals": [asdict(signed) for signed in self.approvals]}


def policy_from(stored: Mapping[str, Any]) -> Policy:
    """Read a policy that `to_dict` gave; what is not said is as by default."""
    plain = {k: v for k, v in stored.items() if k not in ("quorum", "majority", "approvals")}
    read = replace(Policy(), **plain, ballot=rules.settings_from(stored))
    if "approvals" not in stored:
        return read
    return replace(read, approvals=tuple(Signatures(**signed) for signed in stored["approvals"]))


def signers_words(policy: Policy) -> str:
    """Say who must sign."""
    if not policy.approvals:
        return "Nobody has to sign: a ballot that passes goes live by itself."
    named = [f"one {s.role}" if s.count == 1 else f"{s.count} people with the role {s.role}" for s in policy.approvals]
    author = " Nobody signs their own proposal." if policy.four_eyes else ""
    return f"Then {' and '.join(named)} must approve it.{author}"
