"""The site in a real browser, as a reader meets it: on a desk and a phone, by mouse and by keyboard, in light and dark, on paper.

The fixture `watched` fails each test in which a page had an error, a failed request, or asked another host for anything.
axe-core is run on a page of each kind; `make attack` runs it on every page and tries every figure's marks.
"""

import csv
import json
import re
import shutil
import xml.etree.ElementTree as ET

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from tests.browser import served, watching
from tests.conftest import ROOT, build_site

FIGURES = {
    f"{p.parent.name}/{p.stem}": json.loads(p.read_text(encoding="utf-8"))
    for p in sorted((ROOT / "figures").glob("*/*.json"))
}
FIGURE = "03-growth-forecasts/forecast-paths"  # of lines
KINDS = (
    "index countries/index countries/tjk gallery about changes whats-next reference/index search notebooks/index notebooks/00-start-here data/index data/trade claims/index "
    f"claims/nikkei-sco-2022 figures/{FIGURE} figures/00-start-here/the-region embed/{FIGURE}"
)
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
THIN = "document.querySelectorAll('tbody > tr:nth-child(n+6), ol > li:nth-child(n+6)').forEach(one => one.remove())"  # they are alike
SMALL = """() => [...document.querySelectorAll("body *")].filter((e) => e.checkVisibility({visibilityProperty: true})
    && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) && !e.closest("script, style, noscript")
    && parseFloat(getComputedStyle(e).fontSize) * (e.ownerSVGElement ? Math.hypot(e.getScreenCTM().a, e.getScreenCTM().b) : 1) < (e.closest(".hl-narrow") ? 10.2 : 11.99)).map((e) => e.textContent.trim())"""


@pytest.fixture(scope="module")
def site(built):
    with served(built) as address:
        yield address


@pytest.fixture
def page(watched, site):
    return watched.open(f"{site}/figures/{FIGURE}.html")


def shown(page, items):
    """The first words of the items that a filter leaves to be seen."""
    return page.locator(f"{items} li:not([hidden]) a").all_inner_texts()


def test_every_page_loads_and_fits_a_phone(chromium, site, built):
    with watching(chromium, viewport={"width": 360, "height": 740}) as phone:
        page = phone.open(site)
        too_wide, too_small = [], {}
        for path in sorted(built.rglob("*.html")):
            name = path.relative_to(built).as_posix()
            if 'http-equiv="refresh"' in path.read_text(encoding="utf-8"):
                continue  # leads to another page at once
            page.goto(f"{site}/{name}")
            if page.evaluate(
                "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            ):
                too_wide.append(name)
            if small := page.evaluate(SMALL):
                too_small[name] = small[:3]
        assert (too_wide, too_small) == ([], {})


CUT = """() => {
    const svg = document.querySelector(".hl-narrow svg"), page = svg?.getBoundingClientRect();
    const beyond = (box) => box.left < page.left - 1 || box.right > page.right + 1;
    return svg ? [...svg.querySelectorAll("text")].filter((text) => beyond(text.getBoundingClientRect())).map((text) => text.textContent) : [];
}"""


def test_on_a_phone_a_figure_is_drawn_narrow_and_no_label_is_cut(chromium, site, built):
    narrow = {
        f"{path.parent.name}/{path.name.removesuffix('.phone.png')}"
        for path in built.glob("figures/*/*.phone.png")
    }
    assert FIGURE in narrow
    with watching(chromium, viewport={"width": 360, "height": 740}) as phone:
        page = phone.open(site)
        cut = {}
        for figure in sorted(narrow):
            page.goto(f"{site}/figures/{figure}.html")
            expect(page.locator(".hl-narrow svg")).to_be_visible()
            expect(page.locator(".hl-wide svg")).to_be_hidden()
            if labels := page.evaluate(CUT):
                cut[figure] = labels
    assert cut == {}


def test_on_a_phone_the_page_of_a_republic_shows_its_brief_narrow(chromium, site):
    with watching(chromium, viewport={"width": 360, "height": 740}) as phone:
        page = phone.open(f"{site}/countries/tjk.html")
        for name in ("trade-partners", "money-sent-home"):
            picture = page.get_by_role("link").locator(f"img[src$='/{name}-tjk.png']")
            picture.scroll_into_view_if_needed()
            shown = f"one => one.complete && one.currentSrc.endsWith('/{name}-tjk.phone.png')"
            page.wait_for_function(shown, arg=picture.element_handle())
        assert page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )


def test_on_a_phone_a_mark_leads_to_its_row(chromium, site):
    with watching(chromium, viewport={"width": 360, "height": 740}, has_touch=True) as phone:
        page = phone.open(f"{site}/figures/{FIGURE}.html")
        page.locator(".hl-narrow .hl-mark").first.tap()
        expect(page.locator(".hl-panel dl").first).to_be_visible()
        number = page.locator(".hl-panel dl a").first.get_attribute("href")
        expect(page.locator(f"tr{number}")).to_have_class(re.compile("hl-on"))


CHOSEN = f"{FIGURE}-2023"  # the variant in the sample


def title_of(place, folder):
    return json.loads((folder / f"figures/{place}.json").read_text(encoding="utf-8"))["title"]


def test_a_choice_leads_to_its_own_picture_rows_and_downloads_at_the_same_place(
    watched, site, built
):
    page = watched.open(f"{site}/figures/{FIGURE}.html#choice")
    tab_to(page, f".hl-choice a[href='{CHOSEN.partition('/')[2]}.html#choice']")
    value = page.get_by_role("link", name="2023", exact=True)
    height = value.bounding_box()["y"]
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site}/figures/{CHOSEN}.html#choice")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text(title_of(CHOSEN, built))
    expect(value).to_have_attribute("aria-current", "page")
    assert abs(value.bounding_box()["y"] - height) < 2
    facts = json.loads((built / f"figures/{CHOSEN}.json").read_text(encoding="utf-8"))
    assert page.locator("#table tbody tr").count() == facts["rows"]
    assert downloaded(page, "csv", CHOSEN) == (built / f"figures/{CHOSEN}.csv").read_bytes()
    page.locator(".hl-wide .hl-mark").first.click()
    row = page.locator(".hl-panel dl a").first.get_attribute("href")
    expect(page.locator(f"tr{row}")).to_have_class(re.compile("hl-on"))


def violations(page, rules=WCAG):
    """What axe-core finds against WCAG 2.2, levels A and AA: rule and element."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", rules
    )["violations"]
    return sorted({(rule["id"], str(node["target"])) for rule in found for node in rule["nodes"]})


def broken_by_day_or_night(page, rules_of_dark):
    """What is broken on a page in light and in dark, by mode."""
    found = {}
    has_two_looks = page.locator("html[data-theme]").count()  # a page to embed has one
    for mode, rules in (("light", WCAG), ("dark", rules_of_dark)):
        page.emulate_media(color_scheme=mode)
        if has_two_looks:
            expect(page.locator("html")).to_have_attribute("data-theme", mode)
        # colours that change do so by and by
        page.evaluate("Promise.all(document.getAnimations().map(one => one.finished))")
        broken = violations(page, rules)
        if broken:
            found[mode] = broken[:4]
    page.emulate_media(color_scheme="light")
    return found


@pytest.mark.parametrize("name", KINDS.split())
def test_no_kind_of_page_breaks_a_rule_of_wcag_by_day_or_by_night(watched, site, name):
    page = watched.open(f"{site}/{name}.html")
    page.evaluate(THIN)
    # dark changes colours only
    assert broken_by_day_or_night(page, rules_of_dark=["color-contrast"]) == {}


@pytest.mark.attack
@pytest.mark.release
def test_no_page_at_all_breaks_a_rule_of_wcag_by_day_or_by_night(watched, site, built):
    page, found = watched.open(site), {}
    for path in sorted(built.rglob("*.html")):
        name = path.relative_to(built).as_posix()
        page.goto(f"{site}/{name}")
        broken = broken_by_day_or_night(page, rules_of_dark=WCAG)
        if broken:
            found[name] = broken
    assert found == {}


def test_the_gallery_is_filtered_and_the_address_keeps_the_choice(watched, site):
    page = watched.open(f"{site}/gallery.html")
    status = page.locator(".hl-filter [role=status]")
    assert sorted(shown(page, "#figures")) == sorted(f["title"] for f in FIGURES.values())
    page.locator("select[name=theme]").select_option("03-growth-forecasts")
    assert sorted(shown(page, "#figures")) == sorted(
        f["title"] for f in FIGURES.values() if f["notebook"] == "03-growth-forecasts"
    )
    page.locator("select[name=country]").select_option("TKM")
    chosen = [
        f["title"]
        for f in FIGURES.values()
        if f["notebook"] == "03-growth-forecasts" and "TKM" in f["areas"]
    ]
    assert shown(page, "#figures") == chosen and 0 < len(chosen) < 5
    page.reload()
    assert (
        shown(page, "#figures") == chosen
        and "theme=03-growth-forecasts" in page.url
        and "country=TKM" in page.url
    )
    page.get_by_role("button", name="Clear").click()
    expect(status).to_have_text(f"{len(FIGURES)} of {len(FIGURES)} figures shown")
    kinds = page.locator("select[name=kind]").locator("option").all()[1:]
    for kind in [option.get_attribute("value") for option in kinds]:
        page.locator("select[name=kind]").select_option(kind)
        assert 0 < len(shown(page, "#figures")) < len(FIGURES)
    page.get_by_role("button", name="Clear").click()
    page.locator("input[name=find]").fill("gold exports")
    expect(status).to_have_text(f"1 of {len(FIGURES)} figures shown")
    assert shown(page, "#figures") == [FIGURES["01-trade/kyrgyz-gold"]["title"]]
    page.locator("input[name=find]").fill("no figure has these words")
    expect(status).to_have_text(f"0 of {len(FIGURES)} figures shown")


def test_the_claims_are_filtered(watched, site):
    claims = list(
        csv.DictReader((ROOT / "data" / "claims.csv").read_text(encoding="utf-8").splitlines())
    )
    page = watched.open(f"{site}/claims/index.html?article=nikkei-sco-2022&theme=sco")
    wanted = [
        c["statement"]
        for c in claims
        if c["article_id"] == "nikkei-sco-2022" and c["theme"] == "sco"
    ]
    assert sorted(shown(page, "#list")) == sorted(wanted) and wanted
    expect(page.locator("#list details:visible")).to_have_count(1)
    page.locator("select[name=verdict]").select_option("confirmed")
    assert 0 < len(shown(page, "#list")) < len(wanted) and set(shown(page, "#list")) < set(wanted)
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("#list details:visible")).to_have_count(10)
    expect(page.locator("#list li:visible")).to_have_count(0)


def told(dataset, key):
    """A row of a dataset, by the value of its first column."""
    rows = csv.DictReader(
        (ROOT / "data" / f"{dataset}.csv").read_text(encoding="utf-8").splitlines()
    )
    return next(row for row in rows if next(iter(row.values())) == key)


@pytest.mark.parametrize(
    ("asked", "place", "target"),
    [
        (FIGURES["01-trade/kyrgyz-gold"]["title"], "figures/01-trade/kyrgyz-gold.html", "#picture"),
        (
            told("claims", "nikkei-outlook-2023-12-b")["statement"],
            "claims/nikkei-outlook-2023.html",
            "#nikkei-outlook-2023-12-b",
        ),
        (told("sources", "kgz-nsc-imports-1994-2023")["title"], "data/sources.html", "tr.hl-on"),
    ],
    ids=["a figure", "a claim", "a source"],
)
def test_the_search_finds(watched, site, asked, place, target):
    page = watched.open(site)
    page.get_by_role("button", name="Search").first.click()
    page.keyboard.type(asked)
    page.keyboard.press("Enter")
    page.locator(f"#search-results a[href*='{place}']", has_text=asked).first.click()
    expect(page.locator(target)).to_be_in_viewport()
    expect(
        page.locator(target) if target != "#picture" else page.get_by_role("heading", level=1)
    ).to_contain_text(asked)


def test_a_claim_that_is_folded_away_opens_when_it_is_asked_for(watched, site):
    detail = next(
        claim["claim_id"]
        for claim in rows_in(ROOT / "data" / "claims.csv")
        if claim["article_id"] == "nikkei-sco-2022" and claim["weight"] == "detail"
    )
    page = watched.open(f"{site}/claims/nikkei-sco-2022.html")
    expect(page.locator(f"#{detail}")).to_be_hidden()
    page.goto(f"{site}/claims/nikkei-sco-2022.html#{detail}")
    expect(page.locator(f"#{detail} p").first).to_be_in_viewport()


def test_an_event_is_found_in_the_figures_that_count_its_dead(watched, site):
    page = watched.open(f"{site}/search.html?q=Almaty+238")
    first = page.locator("#search-results li").first
    expect(first).to_contain_text("Almaty and other cities, January 2022 (casualties: ")
    first.get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"04-casualties/[a-z-]+\.html.*#row-\d+$"))
    expect(page.locator("tr:target")).to_have_count(1)


def downloaded(page, ending, place=FIGURE):
    """What the link of a figure page gives."""
    with page.expect_download() as download:
        page.locator(f"a[download][href='{place.partition('/')[2]}.{ending}']").click()
    return download.value.path().read_bytes()


def test_what_is_to_be_copied_is_copied(chromium, site):
    with watching(chromium, permissions=["clipboard-read", "clipboard-write"]) as reader:
        page = reader.open(f"{site}/figures/{FIGURE}.html")
        page.get_by_text("Show BibTeX, RIS, CSL-JSON").click()
        blocks = page.locator(".hl-copy")
        assert blocks.count() == 6
        for block in blocks.all():
            block.get_by_role("button").click()
            expect(block.get_by_role("status")).to_contain_text("copied")
            assert (
                page.evaluate("navigator.clipboard.readText()")
                == block.locator("pre").text_content()
            )


def test_the_snippet_names_the_address_and_its_page_needs_no_script(chromium, site):
    with watching(chromium) as reader:
        page = reader.open(f"{site}/figures/{FIGURE}.html")
        snippet = page.locator("pre", has_text="<iframe").text_content()
    assert f'src="{site}/embed/{FIGURE}.html"' in snippet
    with watching(chromium, java_script_enabled=False) as reader:
        page = reader.open(f"{site}/about.html")
        page.set_content(snippet)
        inside = page.frame_locator("iframe")
        expect(inside.get_by_role("heading")).to_have_text(FIGURES[FIGURE]["title"])
        expect(inside.get_by_text(FIGURES[FIGURE]["source_line"])).to_be_visible()
        expect(inside.locator("img")).to_be_visible()
        inside.get_by_role("link").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(FIGURES[FIGURE]["title"])


def test_a_screen_reader_hears_a_figure_in_order_and_each_value_with_its_column(page):
    heard = page.locator("#picture").aria_snapshot().splitlines()
    group = next(n for n, line in enumerate(heard) if 'group "' in line)
    assert FIGURES[FIGURE]["title"] in heard[group]
    mark = heard[group + 1]  # not what is written on an axis
    number = int(re.search(r'line (\d+)"', mark)[1])
    row = rows_of(FIGURE)[number - 2]
    assert f'button "publisher {row["publisher"]}, vintage {row["vintage"]}, ' in mark
    assert f"growth pct {row['growth_pct']}, " in mark
    sections = page.get_by_role("heading", level=2).all_inner_texts()
    wanted = [
        "Download",
        "The rows drawn",
        "Sources",
        "Is a number wrong?",
        "Cite this figure",
        "Show it in another page",
    ]
    assert [title.strip("#") for title in sections] == [*wanted, "Make it again"]
    headers = page.locator("#table tbody").get_by_role("rowheader")
    assert headers.first.aria_snapshot().startswith('- rowheader "line 2"')


def test_a_screen_reader_hears_what_the_numbers_on_the_map_are(watched, site):
    page = watched.open(site)
    heard = page.locator(".hl-map .hl-wide").aria_snapshot()
    subtitle = FIGURES["00-start-here/the-region"]["subtitle"]
    assert subtitle in heard and 'link "Tajikistan' in heard


def test_a_name_on_the_map_leads_to_its_republic(watched, site):
    page = watched.open(site)
    page.locator(".hl-wide svg a", has_text="Tajikistan").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tajikistan")


def rows_in(path):
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def rows_of(figure):
    return rows_in(ROOT / "figures" / f"{figure}.csv")


MEANT = """(id) => {
    const group = document.getElementById(id), uses = [...group.querySelectorAll("use")], all = [...document.querySelectorAll(".hl-mark")];
    for (const [n, mark] of (uses.length ? uses : [group]).entries()) {
        mark.scrollIntoView({block: "center", inline: "center", behavior: "instant"});
        const box = mark.getBoundingClientRect(), x = box.left + box.width / 2, y = box.top + box.height / 2;
        const hit = document.elementFromPoint(x, y), around = all.map((one) => [one, one.getBoundingClientRect()])
            .filter(([, b]) => b.left <= x && x <= b.right && b.top <= y && y <= b.bottom).map(([one]) => one);
        if (mark.contains(hit) || (!hit.closest(".hl-mark") && around.length === 1 && around[0] === mark)) return [n, x, y];
    }
    return null;
}"""  # the first mark of a group in whose middle no other is meant


TRIED = [
    FIGURE,
    "12-chinese-money/the-wave",
    "01-trade/customer-or-supplier",
    "04-casualties/where-it-happened",
]


@pytest.mark.parametrize("figure", TRIED)
def test_two_clicks_lead_from_a_mark_to_its_row_and_to_its_source(watched, site, figure):
    page, marks, tried, last = (
        watched.open(f"{site}/figures/{figure}.html"),
        FIGURES[figure]["marks"],
        0,
        "",
    )
    for group in [*list(marks)[:: 1 + len(marks) // 4], *marks]:
        n, *where = (tried < 4 and page.evaluate(MEANT, group)) or [0]
        if not where or marks[group][n] is None:
            continue
        page.mouse.click(*where)
        number = marks[group][n][0] if isinstance(marks[group][n], list) else marks[group][n]
        panel = page.locator(".hl-panel dl").first
        expect(panel.get_by_role("link", name=re.compile(r"^line \d+")).first).to_have_attribute(
            "href", f"#row-{number + 2}"
        )
        row = rows_of(figure)[number]
        ids = [i for i in row.get("source_id", "").split(";") if i]
        assert ids or not set(filter(row.get, row)) - {"dataset", "area", "rows"}, (
            f"row {number + 2} names no source"
        )  # "no rows" has none
        for source in ids[:2]:
            expect(panel.locator(f"a[href$='sources.html#{source}']")).to_have_count(1)
            last = ids[0]
        tried += 1
    assert last
    panel.locator(
        f"a[href$='sources.html#{last}']"
    ).click()  # the second click: sources are open in the panel
    expect(page.locator(f"tr.hl-on:has(:text-is('{last}'))")).to_be_in_viewport()


def test_pointing_at_a_mark_shows_what_it_says_and_leaving_it_nothing(page):
    drawing = ET.parse(ROOT / "figures" / f"{FIGURE}.svg")
    group = next(iter(FIGURES[FIGURE]["marks"]))
    said = [
        one.text
        for one in drawing.find(f".//*[@id='{group}']").iter()
        if one.tag.endswith("}title")
    ]
    n, x, y = page.evaluate(MEANT, group)
    page.mouse.move(x, y)
    expect(page.locator(".hl-tip")).to_have_text(said[n])
    page.get_by_role("heading", level=1).hover()
    expect(page.locator(".hl-tip")).to_be_hidden()


LEVEL = "01-trade/level-with-russia"
PALE = "id => !!document.getElementById(id).closest('.hl-pale') || !!document.querySelector(`#${id} use.hl-pale`)"


def test_a_country_that_is_brought_out_keeps_its_marks_and_the_others_pale(watched, site):
    page = watched.open(f"{site}/figures/{LEVEL}.html")
    areas = [row["area"] for row in rows_of(LEVEL)]
    of_group = {
        group: {areas[row] for rows in marks for row in ([rows] if isinstance(rows, int) else rows)}
        for group, marks in FIGURES[LEVEL]["marks"].items()
    }
    button = page.get_by_role("group", name="Bring out").get_by_role("button", name="Uzbekistan")
    button.click()
    look = "one => [getComputedStyle(one).color, getComputedStyle(one).backgroundColor]"
    words, ground = button.evaluate(look)  # with the pointer over it
    assert words != ground
    pale = {group: page.evaluate(PALE, group) for group in of_group}
    assert pale == {group: "UZB" not in shown for group, shown in of_group.items()}
    button.click()
    expect(page.locator(".hl-pale")).to_have_count(0)


def test_the_card_of_a_row_says_its_unit_and_each_source_once_and_other_counts_first(watched, site):
    page = watched.open(f"{site}/figures/{LEVEL}.html")
    panel = page.locator(".hl-panel")
    for number, row in enumerate(rows_of(LEVEL)[::20]):
        page.get_by_role("button", name=f"Show line {2 + 20 * number} in the figure").click()
        expect(panel.get_by_text(f"{float(row['value']):.1f} percent", exact=True)).to_be_visible()
        entries = panel.locator("a[href*='sources.html#']").evaluate_all(
            "all => all.map(a => a.hash)"
        )
        assert sorted(entries) == sorted(f"#{one}" for one in row["source_id"].split(";"))
    page.locator("tr[data-corrections] button").first.click()
    first = panel.locator(":scope > *").first
    expect(first).to_contain_text(re.compile("^(Not settled|Corrected):"))
    page.get_by_role("button", name="Show line 2 in the figure").click()
    assert panel.locator(":scope > p").count() == 0


def test_a_keyboard_alone_reaches_filters_a_figure_its_row_and_its_source(watched, site):
    page = watched.open(f"{site}/gallery.html")
    tab_to(page, "select[name=theme]")
    page.keyboard.type("Growth")
    expect(page.locator("select[name=theme]")).to_have_value("03-growth-forecasts")
    tab_to(page, f"a[href='figures/{FIGURE}.html']")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(FIGURES[FIGURE]["title"])
    tab_to(page, ".hl-mark")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator(".hl-panel dl")).to_have_count(1)
    tab_to(page, ".hl-panel a[href*='sources.html#']")
    source = page.evaluate("document.activeElement.hash.slice(1)")
    page.keyboard.press("Enter")
    expect(page.locator(f"tr.hl-on:has(:text-is('{source}'))")).to_be_in_viewport()


def tab_to(page, selector, most=150):
    """Press Tab until the focus is on a match; wherever it stops on the way it must be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        assert page.evaluate(SEEN), (
            f"the focus is not to be seen on {page.evaluate('document.activeElement.outerHTML.slice(0, 200)')}"
        )
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"Tab does not reach {selector}")


SEEN = """() => {
    const at = document.activeElement, look = getComputedStyle(at), box = at.getBoundingClientRect();
    if (at === document.body) return true;
    return box.width > 0 && (look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2 || look.boxShadow !== "none");
}"""


@pytest.mark.parametrize("name", ["index", "data/trade", f"figures/{FIGURE}"])
def test_the_keyboard_is_nowhere_trapped(watched, site, name):
    page = watched.open(f"{site}/{name}.html")
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = false)")
    count = page.evaluate(
        "[...document.querySelectorAll('a[href], button, input, select, summary, [tabindex]')].filter(e => e.checkVisibility() && e.tabIndex >= 0).length"
    )
    for _ in range(count + 5):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('footer') !== null"):
            return
    pytest.fail(f"{count} times Tab do not lead to the end of the page")


def test_a_printed_figure_has_its_sources_and_no_navigation(watched, site):
    page = watched.open(f"{site}/figures/{FIGURE}.html")
    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    boxes = {
        tuple(round(float(n)) for n in box.split())
        for box in re.findall(rb"/MediaBox\s*\[([^\]]*)\]", pdf)
    }
    assert (
        boxes <= {(0, 0, 595, 842), (0, 0, 594, 841), (0, 0, 596, 842)}
        and 1 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 6
    )
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 680, "height": 1000})  # A4 between its margins
    for seen in (
        "#picture .hl-wide svg",
        "#sources, section:has(> h2:text('Sources'))",
        f"text={FIGURES[FIGURE]['source_line']}",
    ):
        expect(page.locator(seen).first).to_be_visible()
    for hidden in (
        ".bd-sidebar-primary",
        ".bd-header-article",
        ".hl-filter",
        ".prev-next-footer",
        "button:not(.toctree-toggle)",
        "#table",  # its rows are the CSV
    ):
        for one in page.locator(hidden).all():
            expect(one).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth <= 680")


INSERTED = "document.head.append(Object.assign(document.createElement('script'), {text: 'window.ran = true'}))"


@pytest.mark.parametrize("name", ["index", "data/trade", f"embed/{FIGURE}"])
def test_a_script_that_is_not_the_sites_does_not_run(chromium, site, name):
    page = chromium.new_page()  # unwatched: the browser reports what it refuses
    page.goto(f"{site}/{name}.html")
    page.evaluate(INSERTED)
    assert page.evaluate("window.ran") is None
    page.close()


MARKUP = "<script>alert(1)</script> & \"Ö\" 'x' <b>5 %</b> of $x_1\\{y} ~^# `a`_ *b* |c| [d](e) </svg> </textarea> Ағаш"


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory):
    """The site of a collection of two figures, in whose texts stands whatever could be taken for markup."""
    root = tmp_path_factory.mktemp("spoilt")
    for name in ("data", "site"):
        shutil.copytree(ROOT / name, root / name)
    (root / "site" / "replaced.yml").write_text("{}")
    for name in ("LICENSE-TEXT", "CITATION.cff", "CHANGELOG.md"):
        shutil.copy(ROOT / name, root)
    for place in (FIGURE, "00-start-here/the-region"):
        notebook, name = place.split("/")
        (root / "figures" / notebook).mkdir(parents=True)
        for path in (ROOT / "figures" / notebook).glob(f"{name}.*"):
            shutil.copy(path, root / "figures" / notebook)
        book = json.loads((ROOT / "notebooks" / f"{notebook}.ipynb").read_text(encoding="utf-8"))
        book["cells"] = [  # the title and the figure: the rest leads to notebooks that are not here
            c
            for c in book["cells"]
            if "".join(c["source"]).startswith("# ") or f'"{name}"' in "".join(c["source"])
        ]
        (root / "notebooks").mkdir(exist_ok=True)
        (root / "notebooks" / f"{notebook}.ipynb").write_text(json.dumps(book), encoding="utf-8")
    facts = {
        k: f"{v} {MARKUP}" if k in ("title", "subtitle", "alt", "note", "source_line") else v
        for k, v in FIGURES[FIGURE].items()
    }
    (root / "figures" / f"{FIGURE}.json").write_text(json.dumps(facts), encoding="utf-8")
    for name, key, told in (
        ("sources", facts["sources"][0]["source_id"], "title"),
        ("claims", "nikkei-outlook-2023-12-b", "statement"),
        ("articles", "nikkei-outlook-2023", "title"),
        ("audits", "nikkei-outlook-2023-12-b", "explanation"),
        ("second_readings", "nikkei-outlook-2023-27-b", "reason"),
        ("verdict_changes", "nikkei-outlook-2023", ""),
        ("passages", "nikkei-outlook-2023", ""),
    ):
        lines = list(
            csv.reader((root / "data" / f"{name}.csv").read_text(encoding="utf-8").splitlines())
        )
        if told:
            line = next(line for line in lines if line[0].startswith(key))
            line[lines[0].index(told)] += f" {MARKUP}"
        with (root / "data" / f"{name}.csv").open(
            "w", encoding="utf-8", newline=""
        ) as file:  # one article of ten is enough
            kept = [
                line
                for line in lines[1:]
                if name == "sources" or line[0].startswith("nikkei-outlook-2023")
            ]
            csv.writer(file, lineterminator="\n").writerows([lines[0], *kept])
    with served(build_site(root)) as address:
        yield address


def test_text_is_never_taken_for_markup(watched, spoilt):
    told, alarms = re.compile(re.escape(MARKUP)), []
    page = watched.open(f"{spoilt}/figures/{FIGURE}.html")
    page.on("dialog", lambda dialog: (alarms.append(dialog.message), dialog.dismiss()))
    expect(page.get_by_role("heading", level=1)).to_have_text(told)
    assert page.title().startswith(f"{FIGURES[FIGURE]['title']} {MARKUP}")
    assert page.locator("#picture .hl-wide svg").get_attribute("aria-label").endswith(MARKUP)
    expect(page.locator("#source-" + FIGURES[FIGURE]["sources"][0]["source_id"])).to_have_text(told)
    assert json.loads(page.locator("pre[aria-label*='CSL']").text_content())[0]["title"].endswith(
        MARKUP
    )
    tex = re.sub(
        r"\\textbackslash\{\}|\\text\w+\{\}|\\[{}$&#%_]",
        "",
        page.locator("pre[aria-label*='BibTeX']").text_content(),
    )
    title = re.search(r"title = \{+(.*?)\}+,\n", tex)[1]
    assert not set(title) & set("{}$&#%_\\~^")
    for name, place in (
        ("gallery", "#figures"),
        ("claims/index", "#list"),
        ("claims/nikkei-outlook-2023", "h1"),
        ("claims/nikkei-outlook-2023", "#nikkei-outlook-2023-12-b p:has(> .hl-quiet:text('On '))"),
        ("data/sources", ".hl-rows"),
        ("notebooks/03-growth-forecasts", "main"),
    ):
        page.goto(f"{spoilt}/{name}.html")
        if name == "data/sources":
            page.get_by_label("Text in any column").fill("alert(1)")
        if name.startswith("notebooks"):
            assert page.locator("img[alt*='alert(1)']").get_attribute("alt").endswith(MARKUP)
        else:
            expect(page.locator(place)).to_contain_text(told)
    page.goto(f"{spoilt}/search.html?q=alert")
    expect(page.locator("#search-results li").first).to_contain_text("<script>alert(1)</script>")
    assert alarms == []
