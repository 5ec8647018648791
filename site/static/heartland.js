// What the pages do beside being read: filters, copying, a figure's marks and rows, tables of data, interactive twins.
// Every page is complete without it, but for the rows of the datasets.
"use strict";
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const make = (tag, facts = {}, ...inside) => {
  const node = Object.assign(document.createElement(tag), facts);
  node.append(...inside);
  return node;
};

// Filters: each control narrows the items; what is chosen stands in the address, so that it can be passed on.
function filters(form) {
  const items = all(form.dataset.items.includes(" ") ? form.dataset.items + " > *" : form.dataset.items + " > li");
  const text = new Map(items.map((item) => [item, (item.dataset.text || item.textContent).toLowerCase()]));
  const controls = all("select, input", form), said = form.querySelector("[role=status]");
  const apply = (remember) => {
    let shown = 0;
    for (const item of items) {
      item.hidden = !controls.every((c) => !c.value || (c.name === "find"
        ? c.value.toLowerCase().split(/\s+/).every((word) => text.get(item).includes(word))
        : (item.dataset[c.name] || "").split("|").includes(c.value)));
      shown += !item.hidden;
    }
    said.textContent = `${shown} of ${items.length} ${form.dataset.noun} shown`;
    if (!remember) return;
    const query = new URLSearchParams(controls.filter((c) => c.value).map((c) => [c.name, c.value])).toString();
    history.replaceState(null, "", location.pathname + (query ? "?" + query : "") + location.hash);
  };
  const given = new URLSearchParams(location.search);
  for (const c of controls) if (given.has(c.name)) c.value = given.get(c.name);
  form.hidden = false;
  form.addEventListener("input", () => apply(true));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => apply(true)));
  apply(false);
}

function copying(block) {
  const pre = block.querySelector("pre"), name = block.querySelector("h3")?.textContent || "Command";
  const button = make("button", { type: "button", textContent: `Copy ${name[0].toLowerCase()}${name.slice(1)}` });
  const said = make("span", { role: "status", className: "hl-quiet" });
  said.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(pre.textContent);
      said.textContent = " copied";
    } catch {
      getSelection().selectAllChildren(pre);
      said.textContent = document.execCommand("copy") ? " copied" : " selected: press Ctrl+C";
    }
  });
  pre.after(button, said);
}

// A figure: each mark leads to its rows, each row to its marks.
function figure(svg) {
  const table = document.getElementById("table"), panel = document.querySelector(".hl-panel");
  const rows = all("tbody tr", table), heads = all("thead th", table).map((th) => th.textContent), marksOf = new Map();
  const show = (numbers) => {
    all(".hl-on").forEach((node) => node.classList.remove("hl-on"));
    numbers.forEach((n) => rows[n].classList.add("hl-on"));
    numbers.flatMap((n) => marksOf.get(n) || []).forEach((mark) => mark.classList.add("hl-on"));
    const clear = document.querySelector(".hl-filter");
    if (numbers.some((n) => rows[n].hidden)) clear.reset();
    panel.replaceChildren(...numbers.slice(0, 5).map((n) => {
      const list = make("dl");
      [...rows[n].cells].forEach((cell, at) => {
        if (!cell.textContent.trim()) return;
        const value = make("dd");
        if (at === 0) value.append(make("a", { href: `#row-${n + 2}`, textContent: `${n + 2} in the table` }));
        else value.append(...[...cell.cloneNode(true).childNodes]);
        list.append(make("div", {}, make("dt", { textContent: heads[at] }), value));
      });
      return list;
    }));
    if (numbers.length > 5) panel.append(`and ${numbers.length - 5} more rows, marked in the table`);
    all("details", panel).forEach((more) => { more.open = true; });
    const box = table.parentElement, first = rows[numbers[0]];
    box.scrollTop = first.offsetTop - box.clientHeight / 3;
  };
  const marks = [];
  for (const [id, list] of Object.entries(JSON.parse(svg.dataset.marks || "{}"))) {
    const group = svg.getElementById(id);
    if (!group) continue;
    const uses = all("use", group);
    (uses.length ? uses : [group]).forEach((mark, n) => {
      const numbers = [list[n] ?? []].flat();
      if (!numbers.length) return;
      mark.classList.add("hl-mark");
      mark.setAttribute("role", "button");
      mark.setAttribute("tabindex", marks.length ? "-1" : "0");
      mark.setAttribute("aria-label", [...rows[numbers[0]].cells].slice(0, -1).map((c) => c.textContent.trim()).join(", "));
      marks.push({ mark, numbers });
      numbers.forEach((i) => marksOf.set(i, [...(marksOf.get(i) || []), mark]));
    });
  }
  svg.addEventListener("click", (event) => {
    // A finger is wider than a dot: the nearest mark within 24 pixels is meant.
    const near = marks.map((one) => {
      const box = one.mark.getBoundingClientRect();
      const dx = Math.max(box.left - event.clientX, 0, event.clientX - box.right), dy = Math.max(box.top - event.clientY, 0, event.clientY - box.bottom);
      return { ...one, far: one.mark.contains(event.target) ? -1 : Math.hypot(dx, dy) };
    }).sort((a, b) => a.far - b.far)[0];
    if (near && near.far < 24) { show(near.numbers); panel.scrollIntoView({ block: "nearest" }); }
  });
  svg.addEventListener("keydown", (event) => {
    const at = marks.findIndex((one) => one.mark === event.target), step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (at < 0 || !(step || event.key === "Enter" || event.key === " ")) return;
    event.preventDefault();
    if (!step) { show(marks[at].numbers); panel.scrollIntoView({ block: "nearest" }); return; }
    const next = marks[(at + step + marks.length) % marks.length].mark;
    event.target.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
  });
  rows.forEach((row, n) => {
    if (!marksOf.has(n)) return;
    const button = make("button", { type: "button", textContent: "show" });
    button.setAttribute("aria-label", `Show line ${n + 2} in the figure`);
    button.addEventListener("click", () => { show([n]); document.getElementById("picture").scrollIntoView({ block: "start" }); });
    row.cells[0].append(" ", button);
  });
  const arrive = () => {
    const row = document.querySelector(location.hash.match(/^#row-\d+$/)?.[0]);
    if (row) { show([rows.indexOf(row)]); row.scrollIntoView({ block: "center" }); }
  };
  addEventListener("hashchange", arrive);
  if (location.hash) addEventListener("load", () => setTimeout(arrive)); // after the browser's own scrolling
  document.addEventListener("hl-rows", (event) => show(event.detail));
}

// A dataset: its rows fifty at a time, filtered, sorted, each with an address of its own.
function dataset(place) {
  const [columns, ...rows] = window.heartlandRows, keys = place.dataset.key.split(","), step = 50;
  const form = document.createElement("form"), box = make("div", { className: "hl-scroll hl-tall", tabIndex: 0 });
  const input = make("input", { type: "search", name: "find", autocomplete: "off" }), said = make("p");
  const head = make("tr"), body = make("tbody"), pages = make("p", { className: "hl-pages" });
  const before = make("button", { type: "button", textContent: "Previous 50" }), after = make("button", { type: "button", textContent: "Next 50" });
  form.className = "hl-filter";
  form.setAttribute("role", "search");
  form.setAttribute("aria-label", "Filter rows");
  said.setAttribute("role", "status");
  form.append(make("label", {}, "Text in any column", input), make("button", { type: "reset", textContent: "Clear" }), said);
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", "Rows of the dataset");
  box.append(make("table", {}, make("thead", {}, head), body));
  pages.append(before, after);
  place.replaceChildren(form, box, pages);
  const text = rows.map((row) => row.join(" ").toLowerCase());
  const used = columns.map((_, c) => c).filter((c) => rows.some((row) => row[c] !== ""));
  let shown = [], first = 0, by = -1, up = true;
  const cell = (row, c) => {
    const value = row[c], column = columns[c], base = location.pathname.includes("/data/") ? "" : "data/";
    if (/^https?:/.test(value)) return make("td", { className: "hl-long" }, make("a", { href: value, rel: "noopener", textContent: value }));
    if ((column === "source_id" || column === "also_in") && value && !place.id.endsWith("-sources")) {
      return make("td", {}, ...value.split(";").flatMap((id, n) => [n ? " " : "", make("a", { href: `${base}sources.html#${id}`, textContent: id })]));
    }
    if ((column === "claim_id" || column === "same_as") && value) return make("td", {}, make("a", { href: `../claims/${value.replace(/-\d+-[a-z]+$/, "")}.html#${value}`, textContent: value }));
    return make("td", { className: value.length > 60 ? "hl-long" : "" }, make("bdi", { textContent: value }));
  };
  const draw = (mark) => {
    body.replaceChildren(...shown.slice(first, first + step).map((n) => {
      const line = make("a", { href: `#row-${n + 2}`, textContent: n + 2 }), th = make("th", { scope: "row" }, line);
      line.setAttribute("aria-label", `Link to line ${n + 2}`);
      return make("tr", { id: `row-${n + 2}`, className: n === mark ? "hl-on" : "" }, th, ...used.map((c) => cell(rows[n], c)));
    }));
    said.textContent = shown.length ? `${shown.length.toLocaleString("en")} of ${rows.length.toLocaleString("en")} rows; ${first + 1} to ${Math.min(first + step, shown.length)} shown` : "no row matches";
    before.disabled = first === 0;
    after.disabled = first + step >= shown.length;
    box.scrollTop = 0;
  };
  const choose = (mark) => {
    const wanted = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    shown = rows.map((_, n) => n).filter((n) => wanted.every((word) => text[n].includes(word)));
    if (by >= 0) {
      const numbers = shown.every((n) => rows[n][by] === "" || !isNaN(rows[n][by]));
      shown.sort((a, b) => (up ? 1 : -1) * (numbers ? rows[a][by] - rows[b][by] : rows[a][by].localeCompare(rows[b][by])));
    }
    first = mark === undefined ? 0 : Math.floor(Math.max(shown.indexOf(mark), 0) / step) * step;
    draw(mark);
  };
  head.append(make("th", { scope: "col", textContent: "line" }), ...used.map((c) => {
    const th = make("th", { scope: "col" }), button = make("button", { type: "button", textContent: columns[c] });
    button.addEventListener("click", () => {
      up = by === c ? !up : true;
      by = c;
      all("th", head).forEach((other) => other.removeAttribute("aria-sort"));
      th.setAttribute("aria-sort", up ? "ascending" : "descending");
      choose();
    });
    th.append(button);
    return th;
  }));
  const arrive = () => {
    const name = decodeURIComponent(location.hash.slice(1)), line = name.match(/^row-(\d+)$/);
    const n = line ? line[1] - 2 : rows.findIndex((row) => keys.length === 1 && row[columns.indexOf(keys[0])] === name);
    if (!rows[n]) return false;
    input.value = "";
    by = -1;
    choose(n);
    const row = document.getElementById(`row-${n + 2}`);
    box.scrollIntoView({ block: "center" });
    box.scrollTop = row.offsetTop - box.clientHeight / 3;
    return true;
  };
  input.value = new URLSearchParams(location.search).get("find") || "";
  form.addEventListener("input", () => {
    history.replaceState(null, "", location.pathname + (input.value ? "?find=" + encodeURIComponent(input.value) : ""));
    choose();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => { history.replaceState(null, "", location.pathname); choose(); }));
  before.addEventListener("click", () => { first -= step; draw(); box.scrollIntoView({ block: "nearest" }); });
  after.addEventListener("click", () => { first += step; draw(); box.scrollIntoView({ block: "nearest" }); });
  addEventListener("hashchange", arrive);
  choose();
  if (location.hash) addEventListener("load", () => setTimeout(arrive)); // after the browser's own scrolling
}

// An interactive twin is drawn when it is asked for: plotly is large.
const script = (src) => new Promise((resolve, reject) => {
  document.head.append(make("script", { src, onload: resolve, onerror: () => reject(new Error(`${src} was not loaded`)) }));
});
let twin;
window.heartlandTwin = (facts) => { twin = facts; };
function interactive(place) {
  const button = make("button", { type: "button", textContent: "Explore interactively" }), said = make("span", { className: "hl-quiet" });
  const stage = make("div", { hidden: true });
  button.setAttribute("aria-expanded", "false");
  said.setAttribute("role", "status");
  place.append(button, said, stage);
  const paint = (facts) => Plotly.react(stage.firstChild, facts.data, facts.layout,
    { displaylogo: false, showSendToCloud: false, modeBarButtonsToRemove: ["toImage", "select2d", "lasso2d"] });
  button.addEventListener("click", async () => {
    if (stage.firstChild) {
      stage.hidden = !stage.hidden;
    } else {
      said.textContent = " loading (5 MB, once)";
      button.disabled = true;
      try {
        if (!window.Plotly) await script(place.dataset.plotly);
        await script(place.dataset.twin);
        const facts = twin;
        stage.append(make("div"));
        stage.hidden = false;
        await Promise.all([400, 600, 700].map((weight) => document.fonts.load(`${weight} 16px "Source Sans Pro"`)));
        await paint(facts);
        stage.firstChild.on("plotly_click", ({ points }) => {
          const rows = points[0].customdata || [];
          if (!rows.length) return;
          if (place.dataset.page) location.href = `${place.dataset.page}#row-${rows[0] + 2}`;
          else document.dispatchEvent(new CustomEvent("hl-rows", { detail: rows }));
        });
        said.textContent = " Point at a mark to read its row; click it to go there.";
      } catch (error) {
        stage.replaceChildren();
        said.textContent = ` not available: ${error.message}`;
      }
      button.disabled = false;
    }
    button.setAttribute("aria-expanded", String(!stage.hidden));
    button.textContent = stage.hidden ? "Explore interactively" : "Close the interactive figure";
  });
}

document.addEventListener("DOMContentLoaded", () => {
  all(".hl-filter").forEach(filters);
  all(".hl-copy").forEach(copying);
  all("svg[data-marks]").forEach(figure);
  if (window.heartlandRows) all(".hl-rows").forEach(dataset);
  all(".hl-twin").forEach(interactive);
  const wide = document.querySelector(".hl-wide");
  if (wide && wide.scrollWidth > wide.clientWidth) {
    const button = make("button", { type: "button", textContent: "Fit to the screen", className: "hl-js" });
    button.addEventListener("click", () => { button.textContent = wide.classList.toggle("hl-fit") ? "Enlarge" : "Fit to the screen"; });
    wide.after(button);
  }
});
