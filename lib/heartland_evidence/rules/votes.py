"""Rules of votes in the General Assembly."""

from heartland_evidence.rules.rule import Rule

ALL = "@most(votes.where(roll_calls == 'all'), area, partner, year, source_id)"

RULES = (
    Rule("un_votes", "partner", "partner == area", "is the area itself: write another partner"),
    Rule(
        "un_votes",
        "same_pct",
        "(100 * (votes * same_pct / 100).round() / votes - same_pct).abs() > 0.0051",
        "is not the share of a whole number of the votes compared: count the same votes again",
    ),
    Rule(
        "un_votes",
        "votes",
        f"roll_calls == 'contested' and votes > {ALL}",
        "is more than the votes of all roll calls of the year: the contested ones are some of them",
    ),
)
