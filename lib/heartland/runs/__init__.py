"""Executing notebooks: their parameters, what must run, and where its files go."""
