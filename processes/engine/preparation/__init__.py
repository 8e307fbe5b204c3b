"""From a file to what runs: derive it, try it out, and say why not; in a child process where nobody is hurt by it."""
