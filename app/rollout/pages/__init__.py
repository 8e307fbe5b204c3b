"""The pages of rollouts."""

from flask import Blueprint

blueprint = Blueprint("rollout", __name__, template_folder="../templates")
