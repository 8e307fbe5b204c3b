"""What a command gives: the instance as values, with forms and assignments worked out."""
