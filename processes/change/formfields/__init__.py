"""The forms of a model, to be changed field by field, in whichever dialect and file they are said."""
