"""How a figure looks, and what is written of it."""
