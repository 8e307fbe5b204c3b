"""What whoever runs Stepwell sees of it: logs, traces, metrics."""
