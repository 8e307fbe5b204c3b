"""The administration: people, units, roles, groups, what was done."""
