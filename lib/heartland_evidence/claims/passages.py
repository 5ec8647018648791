"""Where a claim stands in the article online."""

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
    addresses = load("articles").set_index("article_id")["url"]
    return {
        (row["article_id"], int(row["paragraph"])): f"{address}#:~:text={quote(row['words'])}"
        for row in load("passages").to_dict("records")
        if (address := addresses.get(row["article_id"]))
    }
