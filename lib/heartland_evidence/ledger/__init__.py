"""The ledger of rows that were read again in their sources."""
