"""What the names of columns mean in all tables: of what time a row is, of what areas, where from.

A column of numbers is one of figures, unless it is named here as something else.

A new column of one of these meanings is named here, and nowhere else.
"""

# Of which year a row speaks; the first that a table has tells it.
SPEAKS_OF = (
    "period",
    "target_year",
    "year",
    "edition",
    "start",
    "date",
    "since",
    "counted_on",
    "published",
)

# When a row became public; the first that a table has tells it.
BECAME_PUBLIC = ("published_on", "vintage", "published", "date", "since")

# When the thing was that a row is of. The day on which it was counted or published is no part of
# that: it tells reports of the thing apart.
TIMES = ("year", "target_year", "period", "edition", "since", "start", "date")

# Columns of numbers that are no figures: they bound a figure, say where a thing is, how sure a
# count is, among how many a rank is, or which paragraph or change it is. A year is one of TIMES.
NO_FIGURES = (
    "low",
    "high",
    "latitude",
    "longitude",
    "credibility",
    "ranked",
    "paragraph",
    "nth",
)

# What tells documents apart in a key, not quantities.
OF_DOCUMENTS = ("source_id", "version")

# What names areas by their codes.
OF_AREAS = ("area", "partner", "side", "areas_involved", "members")

# Of which areas a row is; the first that a table has tells it. A partner is the other side.
WHERE_A_ROW_IS = ("area", "areas_involved", "side")

# The sources of one part of a row that a figure computed of two: of a count and of the total that
# it is divided by, or of two counts that it compares. Its ``source_id`` has those of both. No table
# has these columns: they are of rows that were joined.
SOURCES_OF_PARTS = ("count_sources", "total_sources", "own_sources", "partner_sources")
