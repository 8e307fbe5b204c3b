"""Uploads before they are written: checked and prepared outside of transactions, and told what they would change."""
