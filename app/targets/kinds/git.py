"""Git: a commit on a branch of a repository, by HTTP or in a folder of this server."""

from __future__ import annotations

from app.kernel.i18n import _
from app.targets.kinds.contract import Kind, Package, Way


class Git(Kind):
    """Commits the files of a version, with what it changes as the message, and pushes."""

    kind = "git"
    title = _("Git repository")
    needs_connector = False

    def deliver(self, package: Package, way: Way) -> str:
        """Commit and push; gives the commit."""
        # What speaks git is read only where something is delivered: it takes a tenth of a second.
        from app.targets.kinds.git_push import push

        return push(package, way)
