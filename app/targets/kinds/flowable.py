"""Flowable: a deployment of one file, a business archive where there are several."""

from __future__ import annotations

import io
import zipfile
from urllib.parse import quote

from app.kernel.i18n import _
from app.targets.kinds.camunda import field_of
from app.targets.kinds.contract import Kind, Package, Way, call, joined_path
from app.targets.kinds.multipart import multipart

MODEL = ".bpmn20.xml"
AT = (1980, 1, 1, 0, 0, 0)


class Flowable(Kind):
    """`POST repository/deployments` of its REST API."""

    kind = "flowable"
    title = _("Flowable")

    def deliver(self, package: Package, way: Way) -> str:
        """Deploy the model, or an archive of it and the files beside it."""
        if len(package.files) == 1:
            file = (f"{package.key}{MODEL}", package.files[package.model], "text/xml")
        else:
            file = (f"{package.key}.bar", _archive(package), "application/zip")
        body, sent_as = multipart([("file", file)])
        path = joined_path(way.place, "repository/deployments") + f"?deploymentName={quote(package.key, safe='')}"
        return field_of(call(way, "POST", path, body, sent_as), "id")


def _archive(package: Package) -> bytes:
    """A zip file with the same bytes for the same files."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in package.files.items():
            called = f"{package.key}{MODEL}" if name == package.model else name
            archive.writestr(zipfile.ZipInfo(called, AT), content)
    return held.getvalue()
