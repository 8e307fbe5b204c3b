"""Activities and gateways, so that each can be carried out or is done by people."""
