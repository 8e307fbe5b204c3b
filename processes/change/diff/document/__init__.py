"""What stands in the files of two models beyond their graphs: attributes, extensions, the drawing."""
