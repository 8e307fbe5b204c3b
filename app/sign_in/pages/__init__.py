"""The pages of signing in, and one's own; part of the blueprint of accounts, with templates of their own."""

from flask import Blueprint

from app.sign_in.pages import forgotten, me, sign_in, single_sign_on

templates = Blueprint("sign_in", __name__, template_folder="../templates")

__all__ = ["forgotten", "me", "sign_in", "single_sign_on", "templates"]
