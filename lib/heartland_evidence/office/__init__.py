"""Evidence for other programs: spreadsheets, slides, reference managers.

Its libraries are an extra that no run needs: ``office`` in ``pyproject.toml``.
"""
