"""Faults told one by one: seconds each in `.ci/run`, and what takes minutes in `make attack`."""
