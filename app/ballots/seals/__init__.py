"""Receipts of votes: the fingerprints that the ledger holds, and whether votes still fit them."""
