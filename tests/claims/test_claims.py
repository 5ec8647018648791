"""Claims and what became of them: verdicts, tallies, wording, filters, the command."""

import pytest

import heartland as hl
from heartland import claim_wording, claims
from heartland.errors import DataError
from heartland_evidence.claims import claimreview, reliability
from heartland_evidence.claims.evidence import evidence
from tests.claims.judged import judged
from tests.command import ROOT


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
        claimreview.claimreview(claims.judged(), "https://example.org")
    assert words in str(told.value)


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [("a", "confirmed"), ("b", "misattributed"), ("c", "close"), ("d", "misattributed")],
)
def test_the_worked_example_comes_out_as_the_codebook_has_it(claim, verdict):
    verdicts = judged().set_index("claim_id")["verdict"]
    assert verdicts[f"nikkei-outlook-2023-12-{claim}"] == verdict


def test_the_first_verdict_in_order_stands_and_of_two_alike_that_on_content(package):
    made = package("claims", "audits", "articles")
    head, *lines = made.lines("audits")
    credited = judged().query("quoted != '' and so != ''")["claim_id"].iloc[0]
    own = [dict(zip(head, line, strict=True)) for line in lines if line[0] == credited]

    def decided(attribution, content):
        of = {"attribution": attribution, "content": content}
        both = [audit | {"verdict": of[audit["tests"]]} for audit in own]
        made.write("audits", [head, *(list(audit.values()) for audit in both)])
        row = claims.judged().set_index("claim_id").loc[credited]
        audit = claims.deciding_audits().loc[credited]
        assert [row["quoted"], row["so"]] == [attribution, content]
        assert row["verdict"] == audit["verdict"]
        return audit["verdict"], audit["tests"]

    assert decided("confirmed", "contradicted") == ("contradicted", "content")
    assert decided("misattributed", "contradicted") == ("misattributed", "attribution")
    assert decided("outdated", "disputed") == ("outdated", "attribution")
    assert decided("confirmed", "confirmed") == ("confirmed", "content")


def test_a_repetition_without_an_audit_is_judged_by_the_first_and_one_with_an_audit_by_that():
    everything = judged().set_index("claim_id")
    audited = set(hl.load("audits")["claim_id"])
    first = everything["same_as"]
    repeats = first[first.isin(audited) & ~first.index.isin(audited)]
    assert len(repeats)
    for column in ("verdict", "quoted", "so"):
        assert everything.loc[repeats.index, column].tolist() == (
            everything.loc[repeats, column].tolist()
        )
    ours, theirs = evidence(repeats.index[0]), evidence(repeats.iloc[0])
    assert [list(rows) for _, rows in ours] == [list(rows) for _, rows in theirs]
    audits = claims.audits_of(audited)
    assert audits["claim_id"].tolist() == audits.index.tolist()
    assert claims.audits_of([]).empty


def test_a_claim_without_any_audit_is_unverified(package):
    made = package("claims", "audits", "articles")
    made.write("audits", made.lines("audits")[:1])
    assert claims.judged()["verdict"].eq("unverified").all()


def test_a_tally_leaves_repetitions_out_and_counts_open_claims_apart():
    table = claims.tally(judged())
    assert table["coded"].sum() == judged()["same_as"].eq("").sum()
    open_claims = table["open"] + table["not checkable"]
    assert (table["checked"] + open_claims == table["coded"]).all() and table["not checkable"].sum()
    everything = judged().assign(all="all")
    quoted, so = (claims.tally(everything, "all", question) for question in ("quoted", "so"))
    audits = hl.load("audits")
    first = set(judged().loc[judged()["same_as"].eq(""), "claim_id"])
    for counted, tests in ((quoted, "attribution"), (so, "content")):
        asked = audits[audits["tests"].eq(tests) & audits["claim_id"].isin(first)]
        assert counted["coded"].sum() == len(asked)


def test_the_command_filters_formats_and_shows(command):
    filters = ("--article", "nikkei-outlook-2023", "--verdict", "misattributed")
    told = command("claims", *filters, "--format", "csv").stdout
    ids = {line.partition(",")[0] for line in told.splitlines()}
    assert {"nikkei-outlook-2023-12-b", "nikkei-outlook-2023-12-d"} < ids
    shown = command("claims", "show", "nikkei-outlook-2023-12-b").stdout
    for part in (
        "misattributed",
        "paragraph 12",
        "credited to EBRD",
        "read by a second reader, who was sure",
        "coded as forecast GDP growth: 1.1%",
        "found 1.1 (operation value, column growth_pct, from growth_forecasts)",
        "https://",
    ):
        assert part in shown
    refused = command("claims", "--theme", "growth", "--format", "claimreview")
    assert refused.returncode and "set 'homepage' in data/datapackage.json" in refused.stderr


def test_an_outcome_stands_for_its_verdicts_and_an_area_has_two_names():
    found = claims.chosen(areas=["Kazakhstan"], verdicts=["did not hold"])
    assert set(found["outcome"]) == {"did not hold"} and found["verdict"].nunique() > 1
    assert found["area"].str.contains("KAZ").all()


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
        ({"relation": "range", "low": 3, "high": 5, "unit": "percent"}, "3–5%"),
        ({"relation": "~", "value": 29.0, "unit": "persons"}, "about 29 people"),
        ({"kind": "direction", "relation": ">"}, "higher"),
        ({"kind": "rank", "relation": "<=", "value": 2.0}, "rank 2 or better"),
        ({"kind": "dated_event", "relation": "<", "period": "1997"}, "before 1997"),
        ({"kind": "dated_event", "relation": "<=", "period": "1997"}, "by 1997"),
        ({"kind": "dated_event", "relation": ">", "period": "1997"}, "after 1997"),
        ({"kind": "dated_event", "relation": ">=", "period": "1997"}, "from 1997"),
    ],
    ids=str,
)
def test_what_a_claim_states_is_written_in_words(cells, words):
    blank = {"kind": "quantity", "relation": "=", "value": float("nan"), "unit": "", "period": ""}
    assert claim_wording.stated(blank | cells) == words


@pytest.mark.parametrize(
    ("kind", "cells", "unit", "words"),
    [
        ("quantity", {"operation": "count", "evidence_value": "3"}, "count", "3"),
        ("rank", {"operation": "rank", "evidence_value": "2"}, "rank", "rank 2"),
        ("direction", {"operation": "difference", "evidence_value": "-1199"}, "USD million", "−1,199 USD million"),
        ("direction", {"operation": "difference", "evidence_value": "14.0"}, "percent", "+14 percentage points"),
        ("direction", {"evidence_value": "-1"}, "direction", "lower, as a source states"),
        ("dated_event", {"operation": "date", "evidence_value": "2022-09-14"}, "date", "14 September 2022"),
        ("quantity", {"evidence_value": "5"}, "persons, rockets, houses", "5"),
        ("dated_event", {"evidence_value": "1945"}, "year", "1945"),
    ],
    ids=str,
)  # fmt: skip
def test_what_an_audit_found_is_written_in_words(kind, cells, unit, words):
    audit = {"operation": "value", "verdict": "confirmed"} | cells
    assert claim_wording.found({"kind": kind}, audit, unit) == words


@pytest.mark.parametrize(
    ("relation", "figure", "unit", "words"),
    [
        ("=", "40", "persons", "40 people by another count"),
        (">=", "31", "persons", "31 people by one count"),
    ],
)
def test_a_disputed_figure_is_said_to_be_one_count_or_another(relation, figure, unit, words):
    claim = {"kind": "quantity", "relation": relation, "value": 29.0, "unit": "persons"}
    audit = {"operation": "value", "verdict": "disputed", "evidence_value": figure}
    assert claim_wording.found(claim, audit, unit) == words


def test_what_carries_the_argument_and_changes_it_comes_first():
    df = claims.by_weight(claims.judged())
    first, last = df.iloc[0], df.iloc[-1]
    assert (first["weight"], first["stake"]) == ("carries", df["stake"].max())
    assert (last["weight"], last["stake"]) == ("detail", 1)
    assert df["same_as"].eq("").all()


def test_claims_that_rest_on_one_error_are_counted_once():
    judged = claims.judged()
    listed = set(claims.by_weight(judged)["claim_id"])
    assert "rusi-dsr-2022-33-g" in listed
    assert not {"rusi-dsr-2022-33-e", "rusi-dsr-2022-33-i"} & listed
    tallied = claims.tally(judged)["did not hold"].sum()
    assert claims.distinct_errors(judged)["did not hold"] < tallied


def test_the_claims_that_matter_are_of_each_outcome_that_evidence_can_give():
    matter = claims.that_matter(claims.judged())
    assert len(matter) == 25
    counts = matter["outcome"].value_counts()
    assert len(counts) == 4 and counts.max() - counts.min() <= 1
    assert claims.NOT_CHECKABLE not in counts


def test_no_caption_of_a_photograph_is_among_the_claims_that_matter():
    judged = claims.judged()
    assert judged["caption"].any()
    assert not claims.that_matter(judged)["caption"].any()
    captions = judged.assign(caption=True)
    assert claims.that_matter(captions).empty


def test_the_letter_to_the_author_has_the_numbers_and_claims_of_today():
    letter = (ROOT / "docs" / "letter-to-the-author.md").read_text(encoding="utf-8")
    judged = claims.judged()
    counts = claims.distinct_errors(judged)
    assert (
        f"{counts['held']} hold, {counts['with a reservation']} hold with a reservation" in letter
    )
    assert f"and {counts['did not hold']} do not" in letter
    assert f"{counts['open']} are open" in letter
    matter = claims.that_matter(judged)
    assert all(f"`{claim_id}`: " in letter for claim_id in matter["claim_id"])
    assert letter.count("\n- `") == len(matter)


def test_the_weights_of_two_codings_agree_as_is_said():
    page = (ROOT / "docs/coding.md").read_text(encoding="utf-8")
    said = {
        "first again": "{} of {} were coded alike (Krippendorff’s alpha {:.2f})",
        "second": "{} of {} were coded alike (alpha {:.2f})",
    }
    for reader, codings in hl.load("weight_readings").groupby("reader"):
        first, second = codings["first_weight"], codings["second_weight"]
        value = reliability.alpha(first, second)
        same = first.eq(second).sum()
        assert said[reader].format(same, len(codings), value) in page
