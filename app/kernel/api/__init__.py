"""What the interface for programs of every feature has in common: blueprints, schemas, paging, description."""
