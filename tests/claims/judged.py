"""The judged claims of the collection, computed once for all tests of a process."""

from functools import cache

import pandas as pd
import pytest

from heartland import claims
from tests.command import ROOT


@cache
def judged() -> pd.DataFrame:
    """All claims with their verdicts, whichever copy a test has put in the collection's place."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HEARTLAND_ROOT", str(ROOT))
        return claims.judged()
