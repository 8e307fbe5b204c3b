"""The pages that only the demo has."""

from app.demo.pages import mails, people, tour
from app.demo.pages.blueprint import blueprint

__all__ = ["blueprint", "mails", "people", "tour"]
