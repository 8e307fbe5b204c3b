"""Who is to do a task: rules, lanes, groups, and how work is shared out."""
