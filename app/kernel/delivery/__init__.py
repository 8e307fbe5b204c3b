"""How answers reach the browser: compressed, and files of the pages kept there for as long as they are the same."""
