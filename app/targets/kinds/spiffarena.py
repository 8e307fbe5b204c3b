"""SpiffArena: the files of a process model in a group, made where it is not there yet."""

from __future__ import annotations

import json
from urllib.parse import quote

from app.kernel.i18n import _
from app.services.outcomes import Refused
from app.targets.kinds.contract import Kind, Package, Stop, Way, call, joined_path
from app.targets.kinds.multipart import content_type, multipart

API = "v1.0/process-models"
# The backend answers 400 for a model that it does not have.
ABSENT = frozenset({400, 404})


class SpiffArena(Kind):
    """`/v1.0/process-models` of its backend."""

    kind = "spiffarena"
    title = _("SpiffArena")

    def deliver(self, package: Package, way: Way) -> str:
        """Put each file into the process model, and let the model begin with this one."""
        group, _slash, name = way.place.strip("/").rpartition("/")
        if not (group and name):
            raise Stop(Refused(_("Expected a group and a name, such as hr/onboarding, but one is missing.")))
        model = quote(f"{group}/{name}".replace("/", ":"), safe=":")
        known = self._known(way, model)
        if known is None:
            about = {"id": f"{group}/{name}", "display_name": package.title, "description": package.subject}
            path = joined_path(API, quote(group.replace("/", ":"), safe=":"))
            call(way, "POST", path, json.dumps(about).encode())
            known = self._known(way, model) or frozenset()
        for file, content in package.files.items():
            body, sent_as = multipart([("file", (file, content, content_type(file)))])
            if file in known:
                call(way, "PUT", joined_path(API, model, "files", quote(file, safe="")), body, sent_as)
            else:
                call(way, "POST", joined_path(API, model, "files"), body, sent_as)
        begins = {"primary_file_name": package.model, "description": package.subject}
        call(way, "PUT", joined_path(API, model), json.dumps(begins).encode())
        return f"{group}/{name}"

    def _known(self, way: Way, model: str) -> frozenset[str] | None:
        """The names of the files that the process model has; None where it is not there."""
        answer = call(way, "GET", joined_path(API, model), lets_pass=ABSENT)
        if answer.status in ABSENT:
            return None
        try:
            files = json.loads(answer.body).get("files") or []
            return frozenset(str(file["name"]) for file in files)
        except (ValueError, RecursionError, AttributeError, KeyError, TypeError):
            return frozenset()
