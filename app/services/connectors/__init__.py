"""What steps may call: services over HTTP by a connector, people by mail."""
