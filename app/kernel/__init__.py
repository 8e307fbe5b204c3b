"""What every feature stands on: database, unit of work, events, jobs, policy, settings, audit."""
