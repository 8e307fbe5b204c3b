"""What the `stepwell` command does, a module a group; each opens the application only when it needs it."""
