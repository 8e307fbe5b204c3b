"""FEEL texts read to trees: lexer, reader, types, values, parser (DMN 1.5, 10.3.1.2)."""
