"""The policy of a process as a value: who proposes, who votes by which rule, who signs, how it goes live."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from app.ballots.methods import DEFAULT, METHODS, method_named, method_of
from app.ballots.methods.contract import Method, Terms
from app.kernel.errors import Invalid
from app.kernel.i18n import _, all_of, ngettext, pgettext, sentences

PROPOSERS = {
    "anyone": _("Anybody who may see the process"),
    "performers": _("Whoever does a step of the process"),
    "managers": _("The owner and managers"),
}
VOTERS = {
    "process": _("Everyone who may do a step of the process"),
    "steps": _("Everyone who may do one of the changed steps"),
}
SIGNERS = ("manager", "ops", "admin")
ROLES = {"manager": pgettext("role", "manager"), "ops": pgettext("role", "ops"), "admin": pgettext("role", "admin")}
LONGEST_DAYS = 90
PLAIN = ("propose", "vote", "method", "days", "hidden", "four_eyes", "migrate")


@dataclass(frozen=True, slots=True)
class Signatures:
    """How many people of a role must sign besides the ballot."""

    role: str
    count: int = 1


def _usual() -> Any:
    return method_of(DEFAULT).settings({})


@dataclass(frozen=True, slots=True)
class Policy:
    """What one version of a process's policy says; the defaults are those of a new process.

    `ballot` holds the settings of the method, in its own form.
    """

    propose: str = "anyone"
    vote: str = "process"
    method: str = DEFAULT
    ballot: Any = field(default_factory=_usual)
    days: int = 7
    hidden: bool = False
    approvals: tuple[Signatures, ...] = (Signatures("manager"),)
    four_eyes: bool = False
    migrate: bool = True

    def to_dict(self) -> dict[str, Any]:
        """Give the policy as it is stored and told: the settings of the method stand among its own."""
        return {**self.common(), **method_named(self.method).stored(self.ballot)}

    def common(self) -> dict[str, Any]:
        """Give what it says whatever its method is."""
        plain = {name: getattr(self, name) for name in PLAIN}
        return {**plain, "approvals": [asdict(signed) for signed in self.approvals]}

    def terms(self, asked: int) -> Terms[Any]:
        """Give how so many people would be asked under it."""
        return Terms(method_named(self.method), self.ballot, asked)


def policy_from(stored: Mapping[str, Any]) -> Policy:
    """Read a policy that `to_dict` gave; what is not said is as by default."""
    plain = {name: stored[name] for name in PLAIN if name in stored}
    rule = {name: said for name, said in stored.items() if name not in (*PLAIN, "approvals")}
    read = replace(Policy(), **plain, ballot=method_named(plain.get("method", DEFAULT)).settings(rule))
    if "approvals" not in stored:
        return read
    return replace(read, approvals=tuple(Signatures(**signed) for signed in stored["approvals"]))


def changed(policy: Policy, given: Mapping[str, Any]) -> Policy:
    """Give a policy with the parts that somebody sent, each whole; another method begins with its own defaults.

    Raises Invalid for a method that is not known, or settings that it does not have.
    """
    method = known_method(given.get("method", policy.method))
    said = {field: value for field, value in given.items() if field in (*PLAIN, "approvals")}
    before = policy.to_dict()
    if method.name != policy.method:
        before = {field: value for field, value in before.items() if field in (*PLAIN, "approvals")}
    return policy_from({**before, **said, **method.settings_read({k: v for k, v in given.items() if k not in said})})


def known_method(name: str) -> Method[Any, Any]:
    """Give the method that somebody chose for a policy; raises Invalid where there is none of this name."""
    if (method := METHODS.get(name)) is None:
        words = _("Choose how people vote: {methods}.", methods=", ".join(METHODS))
        raise Invalid("BAD_POLICY", sentences(_("Expected a policy that can work."), words), {"method": words})
    return method


def role_words(role: str) -> str:
    """Give the name of a role as it stands in a sentence."""
    return ROLES.get(role, role)


def signers_words(policy: Policy) -> str:
    """Say who must sign."""
    if not policy.approvals:
        return _("Nobody has to approve: what the vote accepts goes live by itself.")
    people = all_of(
        ngettext("one {role}", "{n} people with the role {role}", signed.count, role=role_words(signed.role))
        for signed in policy.approvals
    )
    author = _("Nobody approves their own proposal.") if policy.four_eyes else ""
    return sentences(_("Then {people} must approve it.", people=people), author)
