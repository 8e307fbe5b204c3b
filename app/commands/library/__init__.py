"""The library as plain files that live well in git, and back: folders of processes with their whole history."""
