"""What people of the demo said, flagged, proposed and decided, and when."""
