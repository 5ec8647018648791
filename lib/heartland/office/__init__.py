"""Evidence for other programs: spreadsheets, slides, reference managers.

Its libraries are an extra that no run needs: ``pip install heartland[office]``.
"""
