"""Where a claim stands in the article online."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from heartland.tables import collection
from heartland.tables.tables import load


def passages() -> dict[tuple[str, int], str]:
    """Return the address of each passage that has one, by article and paragraph.

    A browser goes to the words after ``#:~:text=`` (URL Fragment Text Directives,
    https://wicg.github.io/scroll-to-text-fragment/); where it does not find them, or does not know
    the form, it shows the page from its beginning.
    """
    if "passages" not in collection.dataset_names(collection.root()):
        return {}
    articles = load("articles")
    addresses = dict(zip(articles["article_id"], articles["url"], strict=True))
    found = {}
    for row in load("passages").to_dict("records"):
        address = addresses.get(row["article_id"], "")
        if address:
            place = (row["article_id"], int(row["paragraph"]))
            found[place] = f"{address}#:~:text={quote(row['words'])}"
    return found


def passage_of(claim: Mapping[Any, Any], known: Mapping[tuple[str, int], str]) -> str:
    """Return the address of the passage of a claim; "" if it has none.

    Args:
        claim: a row of ``claims``, as text or typed.
        known: what ``passages`` returns.
    """
    return known.get((str(claim["article_id"]), int(claim["paragraph"])), "")
