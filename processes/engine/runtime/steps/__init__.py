"""What tokens do on steps: activities, gateways and events."""
