"""When something is due: ISO 8601 times and repetitions, cron expressions, on the calendar of a time zone."""
