"""The commands of the evidence desk: entry points of the group ``heartland``."""
