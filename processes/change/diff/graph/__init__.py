"""Steps, flows and pools of two models compared, each with its counterpart."""
