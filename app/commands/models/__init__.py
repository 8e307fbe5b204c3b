"""Commands on files of models and decisions, without a database."""
