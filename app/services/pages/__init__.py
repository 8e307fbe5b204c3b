"""The pages of services: incidents for ops, connectors, secrets and the mail policy for administrators."""

from app.services.pages import connectors, incidents, mail, secrets
from app.services.pages.base import blueprint

__all__ = ["blueprint", "connectors", "incidents", "mail", "secrets"]
