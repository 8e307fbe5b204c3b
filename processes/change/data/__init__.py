"""Who writes and who reads data: documents of the model, and the fields that a case knows by name."""
