"""What a kind of change says of itself and does: the contract of the folders in `processes.change.kinds`."""

from processes.change.contract.finding import node_of
from processes.change.contract.operation import Operation, Seen, Stored
from processes.change.contract.parameters import Consent, Flag, Parameter, Step, Steps
from processes.change.contract.registry import COMMANDS, FORM, GIVEN, Kinds
from processes.change.contract.texts import Label, Text
from processes.change.contract.values import TROUBLES, About, Besides, Blank, Option, Setting

__all__ = [
    "COMMANDS", "FORM", "GIVEN", "TROUBLES", "About", "Besides", "Blank", "Consent", "Flag", "Kinds", "Label",
    "Operation", "Option", "Parameter", "Seen", "Setting", "Step", "Steps", "Stored", "Text", "node_of",
]  # fmt: skip
