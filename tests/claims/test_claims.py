"""Claims and audits: codes, verdicts, evidence recomputed, no circles, ClaimReview."""

import json
import re
import string

import pandas as pd
import pytest
from click.testing import CliRunner

import heartland as hl
from heartland import claims
from heartland.claims import wording
from heartland.cli import cli
from heartland.errors import DataError, UsageError
from heartland_evidence.claims import claimreview
from heartland_evidence.claims.evidence import evidence, recompute, selections
from tests.claims.judged import judged


@pytest.mark.after("lib/heartland/claims/", "lib/heartland_evidence/rules/")
@pytest.mark.parametrize(
    ("table", "cells", "words"),
    [
        (
            "audits",
            {"verdict": "false"},
            "audits.csv, row 2, column verdict: 'false' is none of misattributed",
        ),
        (
            "audits",
            {"source_id": "imf-weo-2022-4"},
            "source 'imf-weo-2022-4' is not in sources.csv. Did you mean",
        ),
        (
            "claims",
            {"article_id": "nikkei-2023"},
            "article 'nikkei-2023' is not in articles.csv. Did you mean",
        ),
    ],
)
def test_claims_that_are_not_sound_are_told_and_no_traceback(package, table, cells, words):
    package("claims", "audits", "articles").plant(table, 2, **cells)
    with pytest.raises(DataError) as told:
        claimreview.claimreview(claims.judged())
    assert words in str(told.value)


def test_ids_say_article_paragraph_and_letter():
    for row in judged().to_dict("records"):
        assert (
            row["claim_id"].startswith(f"{row['article_id']}-{row['paragraph']}-")
            and row["claim_id"].rsplit("-", 1)[1] in string.ascii_lowercase
        )


def test_a_repetition_points_to_a_first_statement():
    first = set(judged().loc[judged()["same_as"].eq(""), "claim_id"])
    repeats = judged()[judged()["same_as"].ne("")]
    assert len(repeats) and repeats["same_as"].isin(first).all()


def test_values_follow_the_kind():
    direction = judged()["kind"].eq("direction")
    assert (
        judged().loc[direction, "value"].isna().all()
        and judged().loc[direction, "relation"].isin(["<", ">", "=", "<=", ">="]).all()
    )
    ranges = judged()["relation"].eq("range") & judged()["kind"].eq("quantity")
    assert judged().loc[ranges, ["low", "high"]].notna().all().all()


def test_a_hundred_audits_rest_on_what_is_no_article_and_no_footnote():
    kinds = hl.load("sources").set_index("source_id")["kind"]
    audits = hl.load("audits").query("dataset != '' and dataset != 'claims'")
    primary = audits["source_id"].map(
        lambda ids: all(kinds[i] != "article" for i in ids.split(";"))
    )
    assert audits.loc[primary, "claim_id"].nunique() >= 100


KNOWN = {
    "nikkei-outlook-2023-12-a": "confirmed",
    "nikkei-outlook-2023-12-b": "misattributed",
    "nikkei-outlook-2023-12-c": "close",
    "nikkei-outlook-2023-12-d": "misattributed",
}


@pytest.mark.parametrize(("claim", "verdict"), KNOWN.items())
def test_the_worked_example_comes_out_as_the_codebook_has_it(claim, verdict):
    assert judged().set_index("claim_id").loc[claim, "verdict"] == verdict


def test_verdicts_against_a_claim_were_read_twice():
    hard = hl.load("audits").query("verdict in ['misattributed', 'contradicted', 'inconsistent']")
    assert len(hard) > 20 and hard["checked_by_two"].all()


def test_the_first_verdict_in_order_stands_and_a_tally_leaves_repetitions_out():
    table = claims.tally(judged())
    assert table["coded"].sum() == judged()["same_as"].eq("").sum()
    open_claims = table["could not be checked"] + table["not checkable"]
    assert (table["checked"] + open_claims == table["coded"]).all() and table["not checkable"].sum()
    assert (
        claims.ORDER.index("misattributed")
        < claims.ORDER.index("contradicted")
        < claims.ORDER.index("confirmed")
    )


def test_the_command_filters_formats_and_shows(command):
    filters = ("--article", "nikkei-outlook-2023", "--verdict", "misattributed")
    done = command("claims", *filters, "--format", "csv")
    assert done.returncode == 0
    assert len(re.findall("^nikkei-outlook-2023-12-[bd],", done.stdout, flags=re.M)) == 2
    shown = command("claims", "show", "nikkei-outlook-2023-12-b").stdout
    for part in (
        "misattributed",
        "paragraph 12",
        "credited to EBRD",
        "coded as forecast GDP growth: 1.1 percent",
        "found 1.1 (operation value, column growth_pct, from growth_forecasts)",
        "https://",
    ):
        assert part in shown
    assert json.loads(command("claims", "--theme", "growth", "--format", "claimreview").stdout)


@pytest.mark.parametrize(
    ("claim_id", "coded"),
    [
        ("ctta-2023-7-e", "coded as deaths: ~ 230 persons"),
        ("ctta-2023-7-a", "coded as start of the January unrest: 2022-01"),
    ],
)
def test_a_claim_is_shown_with_the_figure_or_date_it_states(claim_id, coded):
    done = CliRunner().invoke(cli, ["claims", "show", claim_id])
    assert coded in done.output.splitlines()


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("--theme", "groth"), "Did you mean 'growth'"),
        (("--verdict", "false"), "no claim has verdict"),
        (("show", "nikkei-outlook-2023-12-z"), "Did you mean"),
    ],
    ids=str,
)
def test_a_filter_that_no_claim_has_is_wrong_usage(args, words, command):
    done = command("claims", *args)
    assert done.returncode == 2 and words in done.stderr and "Traceback" not in done.stderr


def test_an_unknown_filter_is_refused_by_the_library_too():
    with pytest.raises(UsageError, match="Did you mean 'growth'"):
        claims.chosen(themes=["groth"])


def test_a_repetition_without_an_audit_has_the_verdict_of_the_first(package):
    made = package("claims", "audits", "articles", "growth_forecasts")
    header, *lines = made.lines("audits")
    first = claims.judged().set_index("claim_id")["same_as"].loc[lambda s: s.ne("")]
    repeated, of = first.index[0], first.iloc[0]
    made.write("audits", [header, *(line for line in lines if line[0] == of)])
    verdicts = claims.judged().set_index("claim_id")["verdict"]
    assert verdicts[repeated] == verdicts[of] != "unverified"
    deciding = claims.deciding_audits()
    assert deciding.loc[repeated].equals(deciding.loc[of])
    made.write("audits", [header])
    assert claims.judged()["verdict"].eq("unverified").all()


def test_a_repetition_without_an_audit_has_the_audits_and_rows_of_the_first():
    everything = judged().set_index("claim_id")["same_as"]
    audited = set(hl.load("audits")["claim_id"])
    repeats = everything[everything.isin(audited) & ~everything.index.isin(audited)]
    assert len(repeats)
    audits = claims.audits_of([*repeats.index, *audited])
    for claim_id, first in repeats.items():
        of_repeat, of_first = audits.loc[[claim_id]], audits.loc[[first]]
        assert of_repeat.reset_index(drop=True).equals(of_first.reset_index(drop=True))
    ours, theirs = evidence(repeats.index[0]), evidence(repeats.iloc[0])
    assert [rows.index.tolist() for _, rows in ours] == [rows.index.tolist() for _, rows in theirs]


def test_a_claim_with_an_audit_of_its_own_has_no_other():
    audits = hl.load("audits")
    assert claims.audits_of(audits["claim_id"]).reset_index(drop=True).shape == audits.shape
    assert claims.audits_of([]).empty


def test_of_two_audits_with_one_verdict_that_on_content_decides():
    audits = hl.load("audits")
    attribution = audits[audits["tests"].eq("attribution")]
    content = audits[audits["tests"].eq("content")]
    alike = attribution.merge(content, on=["claim_id", "verdict"])["claim_id"]
    assert len(alike) and claims.deciding_audits().loc[alike, "tests"].eq("content").all()


FOUNDED = "milestone_id=2001-06-15-sco-founded"
SUMMIT = "milestone_id=2022-09-15-sco-samarkand-summit"


@pytest.mark.parametrize(
    ("operation", "where", "found"),
    [
        ("years", f"{FOUNDED}|{SUMMIT}", 21.25),
        ("months", f"{FOUNDED}|{SUMMIT}", 255.0),
        ("rank", f"{FOUNDED}|{FOUNDED},2022-09-15-sco-samarkand-summit", 1.0),
        ("rank", f"{SUMMIT}|{FOUNDED},2022-09-15-sco-samarkand-summit", 2.0),
        ("count_difference", f"{FOUNDED},2022-09-15-sco-samarkand-summit|{FOUNDED}", 1.0),
    ],
)
def test_time_and_order_are_computed_from_dates(operation, where, found):
    audit = pd.Series({"claim_id": "a", "dataset": "milestones", "column": "date"})
    audit = pd.concat([audit, pd.Series({"operation": operation, "where": where})])
    assert recompute(audit, selections(audit)) == pytest.approx(found, abs=0.05)


def test_a_span_of_time_ends_on_one_date():
    audit = {"claim_id": "a", "dataset": "milestones", "column": "date", "operation": "years"}
    audit = pd.Series(audit | {"where": f"{FOUNDED}|category=summit"})
    with pytest.raises(DataError, match="different values in date, not one"):
        recompute(audit, selections(audit))


def test_quoted_correctly_and_is_so_are_two_counts():
    everything = judged().assign(all="all")
    quoted, so = (claims.tally(everything, "all", question) for question in ("quoted", "so"))
    audits = hl.load("audits")
    first = set(judged().loc[judged()["same_as"].eq(""), "claim_id"])
    for table, tests in ((quoted, "attribution"), (so, "content")):
        asked = audits[audits["tests"].eq(tests) & audits["claim_id"].isin(first)]
        assert table["coded"].sum() == len(asked)
    assert quoted["not checkable"].sum() == 0


def test_every_credited_claim_is_tested_for_what_was_said():
    credited = judged()[judged()["attributed_to"].ne("author") & judged()["same_as"].eq("")]
    assert credited["quoted"].ne("").all()


def test_a_table_of_claims_writes_both_ends_of_a_range_and_all_digits():
    stated = claims.claims_table(judged()).data["stated"]
    assert not stated.str.contains(r"\de[+-]?\d|range").any()
    ranges = judged()["relation"].eq("range") & judged()["kind"].ne("dated_event")
    ends = judged().loc[ranges, ["low", "high"]].astype("str").apply("–".join, axis=1)
    digits = stated[ranges].str.extract(r"^(\S+–[\d,.]+)(?: \S+|%)?$")[0].str.replace(",", "")
    assert digits.tolist() == ends.str.replace(r"\.0\b", "", regex=True).tolist()


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"value": 1.46e12, "unit": "USD"}, "1,460,000,000,000 USD"),
        ({"relation": ">", "value": 33.3, "unit": "percent"}, "over 33.3%"),
        ({"relation": "range", "low": 3, "high": 5, "unit": "percent"}, "3–5%"),
        (
            {"relation": "~", "value": 3.5, "unit": "percentage points"},
            "about 3.5 percentage points",
        ),
        ({"value": 29.0, "unit": "persons"}, "29 people"),
        ({"kind": "direction", "relation": ">"}, "higher"),
        ({"kind": "rank", "relation": "<=", "value": 2.0}, "rank 2 or better"),
        ({"kind": "dated_event", "period": "2022-09"}, "September 2022"),
        ({"kind": "dated_event", "relation": "<", "period": "1997"}, "before 1997"),
        ({"kind": "dated_event", "relation": "range", "period": "2017/2019"}, "2017 to 2019"),
    ],
    ids=str,
)
def test_what_a_claim_states_is_written_in_words(cells, words):
    blank = {"kind": "quantity", "relation": "=", "value": float("nan"), "unit": "", "period": ""}
    assert wording.stated(blank | cells) == words


@pytest.mark.parametrize(
    ("kind", "cells", "unit", "words"),
    [
        ("quantity", {"evidence_value": "40"}, "persons", "40 people"),
        ("quantity", {"operation": "count", "evidence_value": "3"}, "count", "3"),
        ("rank", {"operation": "rank", "evidence_value": "2"}, "rank", "rank 2"),
        ("direction", {"operation": "difference", "evidence_value": "-1199"}, "USD million", "−1,199 USD million"),
        ("direction", {"operation": "difference", "evidence_value": "14.0"}, "percent", "+14 percentage points"),
        ("direction", {"operation": "ratio", "evidence_value": "1.6"}, "multiple", "1.6 times"),
        ("direction", {"operation": "count", "evidence_value": "1"}, "count", "1 case"),
        ("direction", {"evidence_value": "-1"}, "direction", "lower, as a source states"),
        ("dated_event", {"operation": "date", "evidence_value": "2022-09-14"}, "date", "14 September 2022"),
        ("quantity", {"evidence_value": "5"}, "persons, rockets, houses", "5"),
        ("quantity", {"evidence_value": ""}, "", ""),
    ],
    ids=str,
)  # fmt: skip
def test_what_an_audit_found_is_written_in_words(kind, cells, unit, words):
    audit = {"operation": "value", "verdict": "confirmed"} | cells
    assert wording.found({"kind": kind}, audit, unit) == words


@pytest.mark.parametrize(
    ("relation", "figure", "unit", "words"),
    [
        ("=", "40", "persons", "40 people by another count"),
        ("=", "29", "persons", "29 people"),
        (">=", "31", "persons", "31 people"),
        ("=", "0.029", "thousand persons", "0.029 thousand persons"),
    ],
)
def test_a_disputed_figure_stands_beside_another_count_only_where_that_differs(
    relation, figure, unit, words
):
    claim = {"kind": "quantity", "relation": relation, "value": 29.0, "unit": "persons"}
    audit = {"operation": "value", "verdict": "disputed", "evidence_value": figure}
    assert wording.found(claim, audit, unit) == words
