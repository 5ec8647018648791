// What pages can do beside being read: filter lists, copy citations, lead from a mark of a figure
// to its rows, show the rows of datasets.
// Without this script every page is complete, except for the rows of the datasets.
// The types in the comments are checked by `tsc --checkJs` (package.json, tests/test_site_files.py).
"use strict";

/** @typedef {{element: SVGElement, rows: number[], words: string}} Mark a mark of a figure, the rows it shows, what it says */

const MOST_ROWS_SHOWN = 5; // of a mark
const REACH = 24; // pixels: a finger is wider than a dot
const ROWS_A_PAGE = 50; // of a dataset
const HEADER_LINE = 2; // the first row of a CSV is its line 2
const NOT_SAID = ["note", "locator", "also in"]; // of a mark, and no sources; its rows show them
const LONG_TEXT = 60; // characters of a cell that wants a wide column

// ---------------------------------------------------------------------------------------------
// Elements

/**
 * Return the elements that match a selector.
 * @param {string} selector
 * @param {ParentNode} [root]
 * @returns {HTMLElement[]}
 */
function all(selector, root = document) {
  return /** @type {HTMLElement[]} */ ([...root.querySelectorAll(selector)]);
}

/**
 * Return the element that matches a selector and must be there.
 * @param {string} selector
 * @param {ParentNode} [root]
 * @returns {HTMLElement}
 */
function one(selector, root = document) {
  const found = root.querySelector(selector);
  if (!found) throw new Error(`the page has no ${selector}`);
  return /** @type {HTMLElement} */ (found);
}

/**
 * Make an element.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, any>} [properties] names with a hyphen and `role` are set as attributes
 * @param {...(Node|string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "role" || name.includes("-")) element.setAttribute(name, value);
    else Object.assign(element, { [name]: value });
  }
  element.append(...children);
  return element;
}

/**
 * Make a button.
 * @param {string} text
 * @param {Record<string, any>} [properties]
 */
function makeButton(text, properties = {}) {
  return make("button", { type: "button", textContent: text, ...properties });
}

/**
 * Write a query into the address, without a new entry in the history.
 * @param {Record<string, string>} query
 */
function rememberInAddress(query) {
  const text = new URLSearchParams(query).toString();
  history.replaceState(null, "", location.pathname + (text ? `?${text}` : "") + location.hash);
}

/**
 * Call a function when the page is opened at a place (#…), and when the place changes.
 * @param {() => void} arrive
 */
function whenPlaceIsAsked(arrive) {
  addEventListener("hashchange", arrive);
  // The browser scrolls by itself first.
  if (location.hash) addEventListener("load", () => setTimeout(arrive));
}

/**
 * What an address says after its sign #; nothing where that is no text.
 * @param {string} escaped
 */
function unescaped(escaped) {
  try {
    return decodeURIComponent(escaped);
  } catch {
    return "";
  }
}

/**
 * Split what a reader typed into words.
 * @param {string} text
 */
function wordsOf(text) {
  return text.toLowerCase().split(/\s+/).filter(Boolean);
}

// ---------------------------------------------------------------------------------------------
// Filters: each control narrows a list; the choice is kept in the address, to be passed on.

/** @typedef {HTMLInputElement|HTMLSelectElement} Control */

/**
 * Make a form filter its list.
 * @param {HTMLElement} element the form; data-items selects the list
 */
function addFilter(element) {
  const form = /** @type {HTMLFormElement} */ (element);
  const items = listItems(form.dataset.items || "");
  const folds = /** @type {Set<HTMLDetailsElement>} */ (
    new Set(items.map((item) => item.closest("details")).filter(Boolean))
  );
  const texts = new Map(items.map((item) => [item, searchedText(item)]));
  const controls = /** @type {Control[]} */ (all("select, input", form));

  const apply = () => {
    for (const item of items) {
      item.hidden = !controls.every((control) => isKept(item, control, texts.get(item) || ""));
    }
    const isNarrowed = controls.some((control) => control.value);
    for (const fold of folds) {
      fold.hidden = !all("li", fold).some((item) => !item.hidden);
      fold.open = isNarrowed;
    }
    const shown = items.filter((item) => !item.hidden).length;
    one("[role=status]", form).textContent =
      `${shown} of ${items.length} ${form.dataset.noun} shown`;
  };
  const applyAndRemember = () => {
    apply();
    const chosen = controls.filter((control) => control.value);
    const pairs = chosen.map((control) => [control.name, control.value]);
    rememberInAddress(Object.fromEntries(pairs));
  };

  chooseAsAddressed(controls);
  form.hidden = false;
  form.addEventListener("input", applyAndRemember);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(applyAndRemember)); // after the controls change
  apply();
}

/**
 * Return the items of a list, or the rows of the body of a table.
 * @param {string} selector
 */
function listItems(selector) {
  const isTable = selector.includes(" ");
  return all(isTable ? `${selector} > *` : `${selector} > li, ${selector} > details li`);
}

/** @param {HTMLElement} item */
function searchedText(item) {
  return (item.dataset.text || item.textContent || "").toLowerCase();
}

/**
 * Tell whether a control leaves an item in the list.
 * @param {HTMLElement} item
 * @param {Control} control
 * @param {string} text of the item, in lower case
 */
function isKept(item, control, text) {
  if (!control.value) return true;
  if (control.name === "find") return wordsOf(control.value).every((word) => text.includes(word));
  return (item.dataset[control.name] || "").split("|").includes(control.value);
}

/** @param {Control[]} controls */
function chooseAsAddressed(controls) {
  const asked = new URLSearchParams(location.search);
  for (const control of controls) {
    control.value = asked.get(control.name) ?? control.value;
  }
}

/** Open what folds away the place that is asked for. */
function unfold() {
  const place = document.getElementById(unescaped(location.hash.slice(1)));
  if (!place?.closest("details:not([open])")) return;
  for (let fold = place.closest("details"); fold; fold = fold.parentElement?.closest("details") ?? null) {
    fold.open = true;
  }
  place.scrollIntoView();
}

// ---------------------------------------------------------------------------------------------
// Copying

/**
 * Give a block a button that copies its text.
 * @param {HTMLElement} block
 */
function addCopyButton(block) {
  const pre = one("pre", block);
  const heading = block.querySelector("h3")?.textContent || "Command";
  const button = makeButton(`Copy ${heading[0].toLowerCase()}${heading.slice(1)}`);
  const status = make("span", { role: "status", className: "hl-quiet" });
  button.addEventListener("click", async () => {
    status.textContent = await copied(pre);
  });
  pre.after(button, status);
}

/**
 * Write where this site is into a snippet: it was built without knowing its address.
 * @param {HTMLElement} pre
 */
function writeWholeAddress(pre) {
  const place = pre.dataset.relative || "";
  const address = new URL(place, location.href).href;
  pre.textContent = (pre.textContent || "").replace(`"${place}"`, `"${address}"`);
}

/**
 * Copy the text of an element; where the browser forbids it, select the text.
 * @param {HTMLElement} element
 * @returns {Promise<string>} what the reader is told
 */
async function copied(element) {
  try {
    await navigator.clipboard.writeText(element.textContent || "");
    return " copied";
  } catch {
    getSelection()?.selectAllChildren(element);
    return document.execCommand("copy") ? " copied" : " selected: press Ctrl+C";
  }
}

// ---------------------------------------------------------------------------------------------
// A figure: each mark leads to its rows, each row to its marks.

class FigurePage {
  constructor() {
    this.table = one("#table");
    this.panel = one(".hl-panel");
    this.rows = /** @type {HTMLTableRowElement[]} */ (all("tbody tr", this.table));
    this.columns = all("thead th", this.table).map((cell) => cell.textContent || "");
    this.tip = make("div", { className: "hl-tip", hidden: true, "aria-hidden": "true" });
    /** @type {Map<number, SVGElement[]>} */
    this.marksOfRow = new Map();
  }

  /** Connect the drawings, the table and the address. */
  connect() {
    const drawings = /** @type {SVGSVGElement[]} */ (
      /** @type {unknown} */ (all("svg[data-marks]"))
    );
    drawings.forEach((drawing) => this.connectDrawing(drawing));
    one("#picture").append(this.tip);
    addCountries(drawings, this.rows);
    this.rows.forEach((row, number) => {
      if (this.marksOfRow.has(number)) this.addShowButton(row, number);
    });
  }

  /** @param {SVGSVGElement} drawing */
  connectDrawing(drawing) {
    const marks = marksOf(drawing);
    marks.forEach((mark, position) => {
      this.label(mark);
      mark.element.setAttribute("tabindex", position === 0 ? "0" : "-1"); // arrows do the rest
      for (const row of mark.rows) {
        this.marksOfRow.set(row, [...(this.marksOfRow.get(row) || []), mark.element]);
      }
    });
    drawing.addEventListener("click", (event) => {
      const mark = nearestMark(marks, event);
      const byFinger = /** @type {PointerEvent} */ (event).pointerType === "touch";
      this.tell(mark);
      if (mark && byFinger) this.show(mark.rows); // and the figure stays where it is
      else if (mark) this.showBelow(mark);
    });
    drawing.addEventListener("pointermove", (event) => {
      if (event.pointerType !== "touch") this.tell(nearestMark(marks, event));
    });
    drawing.addEventListener("pointerleave", (event) => {
      if (event.pointerType !== "touch") this.tell();
    });
    drawing.addEventListener("keydown", (event) => this.pressed(event, marks));
  }

  /** @param {Mark} mark */
  label({ element, rows }) {
    element.classList.add("hl-mark");
    element.setAttribute("role", "button");
    element.setAttribute("aria-label", this.rowInWords(rows[0]));
  }

  /**
   * Show what a mark says above it; nothing where there is none.
   * @param {Mark} [mark]
   */
  tell(mark) {
    this.tip.hidden = !mark?.words;
    if (!mark) return;
    this.tip.textContent = mark.words;
    const figure = one("#picture").getBoundingClientRect();
    const place = mark.element.getBoundingClientRect();
    const half = this.tip.offsetWidth / 2;
    const middle = place.left + place.width / 2 - figure.left;
    this.tip.style.left = `${Math.min(Math.max(middle, half), figure.width - half)}px`;
    this.tip.style.top = `${place.top - figure.top}px`;
  }

  /**
   * Say what a row holds, each value after the name of its column, without remarks and sources.
   * @param {number} number
   */
  rowInWords(number) {
    const words = [...this.rows[number].cells].map((cell, column) => {
      const name = this.columns[column];
      const text = cell.textContent?.trim();
      const isSaid = !NOT_SAID.includes(name) && !cell.classList.contains("hl-sources");
      return text && isSaid ? `${name} ${text}` : "";
    });
    const [line, ...values] = words.filter(Boolean);
    return [...values, line].join(", ");
  }

  /**
   * Move among the marks by arrows; show the rows of a mark by Enter and Space.
   * @param {KeyboardEvent} event
   * @param {Mark[]} marks
   */
  pressed(event, marks) {
    const position = marks.findIndex((mark) => mark.element === event.target);
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (position < 0) return;
    if (step) {
      event.preventDefault();
      const next = (position + step + marks.length) % marks.length;
      moveFocus(marks[position].element, marks[next].element);
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.showBelow(marks[position]);
    }
  }

  /** @param {Mark} mark */
  showBelow(mark) {
    this.show(mark.rows);
    this.panel.scrollIntoView({ block: "nearest" });
  }

  /**
   * Show rows below the figure, and mark them in the figure and the table.
   * @param {number[]} numbers
   */
  show(numbers) {
    this.highlight(numbers);
    this.unfilter(numbers);
    const shown = numbers.slice(0, MOST_ROWS_SHOWN);
    this.panel.replaceChildren(
      ...shown.flatMap((number) => [...this.corrections(number), this.description(number)]),
    );
    if (numbers.length > shown.length) {
      this.panel.append(`and ${numbers.length - shown.length} more rows, marked in the table`);
    }
    this.scrollTable(this.rows[numbers[0]]);
  }

  /** @param {number[]} numbers */
  highlight(numbers) {
    for (const element of all(".hl-on")) element.classList.remove("hl-on");
    for (const number of numbers) {
      this.rows[number].classList.add("hl-on");
      for (const mark of this.marksOfRow.get(number) || []) mark.classList.add("hl-on");
    }
  }

  /**
   * Clear the filter of the table if it hides a row that is to be shown.
   * @param {number[]} numbers
   */
  unfilter(numbers) {
    if (numbers.some((number) => this.rows[number].hidden)) {
      /** @type {HTMLFormElement} */ (one(".hl-filter")).reset();
    }
  }

  /** @param {HTMLTableRowElement} row */
  scrollTable(row) {
    const box = this.table.parentElement;
    if (box) box.scrollTop = row.offsetTop - box.clientHeight / 3;
  }

  /**
   * Say which other counts there are of a row, or what of it was corrected.
   * @param {number} number
   */
  corrections(number) {
    const ids = (this.rows[number].dataset.corrections || "").split(" ").filter(Boolean);
    return ids.map((id) => {
      const entry = one(`#correction-${CSS.escape(id)} > span`);
      return make("p", { className: "hl-dispute" }, ...entry.cloneNode(true).childNodes);
    });
  }

  /**
   * Return a row as a list of its columns and values.
   * @param {number} number
   */
  description(number) {
    const [, ...cells] = this.rows[number].cells;
    const list = make("dl", {}, described("in the table", linkToRow(number)));
    const says = cells.some((cell) => cell.dataset.said);
    cells.forEach((cell, position) => {
      const name = this.columns[position + 1];
      const isSaid = says && name === "unit"; // with the value
      if (!cell.textContent?.trim() || isSaid || cell.classList.contains("hl-sources")) return;
      list.append(described(name, ...(cell.dataset.said ? [cell.dataset.said] : contentOf(cell))));
    });
    list.append(...this.sources(cells));
    return list;
  }

  /**
   * Return the sources of a row: a list that several columns hold once, and that of the whole
   * row, the last, only where it has more than those of the parts.
   * @param {HTMLTableCellElement[]} cells without that of the line
   */
  sources(cells) {
    /** @type {Map<string, {names: string[], places: string[]}>} */
    const found = new Map();
    const told = new Set();
    cells.forEach((cell, position) => {
      if (!cell.classList.contains("hl-sources")) return;
      const name = this.columns[position + 1];
      const places = all("a", cell).map((link) => link.getAttribute("href") || "");
      const same = found.get(places.join());
      if (same) same.names.push(name);
      else if (places.some((place) => !told.has(place))) found.set(places.join(), { names: [name], places });
      for (const place of places) told.add(place);
    });
    return [...found.values()].map(({ names, places }) => {
      const listed = places.map((place) => {
        const entry = one(`#${CSS.escape(place.slice(1))} > span`); // in the list of sources below
        return make("li", {}, ...entry.cloneNode(true).childNodes);
      });
      const item = described(found.size === 1 ? "source" : names.join(", "), make("ul", {}, ...listed));
      item.className = "hl-whole";
      return item;
    });
  }

  /**
   * @param {HTMLTableRowElement} row
   * @param {number} number
   */
  addShowButton(row, number) {
    const label = `Show line ${number + HEADER_LINE} in the figure`;
    const button = makeButton("show", { "aria-label": label });
    button.addEventListener("click", () => {
      this.show([number]);
      one("#picture").scrollIntoView({ block: "start" });
    });
    row.cells[0].setAttribute("aria-label", `line ${number + HEADER_LINE}`); // without the button
    row.cells[0].append(" ", button);
  }

  /** Show the row that the address asks for. */
  arrive() {
    const asked = location.hash.match(/^#(row-\d+)$/);
    const number = this.rows.findIndex((row) => row.id === asked?.[1]);
    if (number < 0) return;
    this.show([number]);
    this.rows[number].scrollIntoView({ block: "center" });
  }
}

/** @param {number} number */
function linkToRow(number) {
  const line = number + HEADER_LINE;
  return make("a", { href: `#row-${line}`, textContent: `line ${line}` });
}

/**
 * Return an item of a list of descriptions.
 * @param {string} name
 * @param {...(Node|string)} content
 */
function described(name, ...content) {
  return make("div", {}, make("dt", { textContent: name }), make("dd", {}, ...content));
}

/**
 * Return a copy of what a cell of a table holds, of a long text the whole.
 * @param {HTMLElement} cell
 */
function contentOf(cell) {
  return [...(cell.querySelector(".hl-cut > summary") || cell).cloneNode(true).childNodes];
}

/**
 * Return the marks of a drawing that show rows.
 *
 * data-marks says, for the id of each group, which row or rows each of its marks shows.
 * @param {SVGSVGElement} drawing
 * @returns {Mark[]}
 */
function marksOf(drawing) {
  const groups = Object.entries(JSON.parse(drawing.dataset.marks || "{}"));
  return groups.flatMap(([id, rowsOfMarks]) => {
    const group = drawing.getElementById((drawing.dataset.prefix || "") + id);
    return group ? marksOfGroup(group, rowsOfMarks) : [];
  });
}

/**
 * @param {Element} group
 * @param {(number|number[]|null)[]} rowsOfMarks
 * @returns {Mark[]}
 */
function marksOfGroup(group, rowsOfMarks) {
  const uses = [...group.querySelectorAll("use")];
  const elements = /** @type {SVGElement[]} */ (uses.length ? uses : [group]);
  const marks = elements.map((element, position) => {
    const rows = [rowsOfMarks[position] ?? []].flat();
    const title = element.querySelector("title"); // which a browser shows late, and to no finger
    title?.remove();
    return { element, rows, words: title?.textContent || "" };
  });
  return marks.filter((mark) => mark.rows.length > 0);
}

/**
 * Return the mark that a click means: the one under it, else the nearest within reach.
 * @param {Mark[]} marks
 * @param {MouseEvent} event
 * @returns {Mark|undefined}
 */
function nearestMark(marks, event) {
  let nearest;
  let least = REACH;
  for (const mark of marks) {
    const distance = distanceTo(mark.element, event);
    if (distance < least) {
      nearest = mark;
      least = distance;
    }
  }
  return nearest;
}

/**
 * Return how many pixels a click is away from a mark; -1 for a click on the mark itself.
 * @param {SVGElement} element
 * @param {MouseEvent} event
 */
function distanceTo(element, event) {
  if (element.contains(/** @type {Node} */ (event.target))) return -1;
  const box = element.getBoundingClientRect();
  const across = Math.max(box.left - event.clientX, 0, event.clientX - box.right);
  const down = Math.max(box.top - event.clientY, 0, event.clientY - box.bottom);
  return Math.hypot(across, down);
}

/**
 * @param {SVGElement} from
 * @param {SVGElement} to
 */
function moveFocus(from, to) {
  from.setAttribute("tabindex", "-1");
  to.setAttribute("tabindex", "0");
  to.focus();
}

// ---------------------------------------------------------------------------------------------
// Countries: the reader chooses some, and what the figure shows of others is paled. Offered where
// marks are of rows of one country each; others than the five, with which they are compared, stay.

const ABROAD = "other";

/**
 * Offer the countries of a figure.
 * @param {SVGSVGElement[]} drawings the same figure, wide and narrow
 * @param {HTMLTableRowElement[]} rows of its table
 */
function addCountries(drawings, rows) {
  const countries = rows.map((row) => row.dataset.area || "");
  const names = new Map(rows.map((row) => [row.dataset.area || "", row.dataset.country || ""]));
  const marks = drawings.map((drawing) =>
    marksOf(drawing).map(({ element, rows }) => ({
      element,
      country: oneOf(rows.map((row) => countries[row])),
    })),
  );
  const drawn = new Set(marks.flat().map((mark) => mark.country));
  const offered = [...names.keys()].filter((one) => names.get(one) && drawn.has(one)).sort();
  if (offered.length < 2 || drawn.has("")) return;
  const pale = () => {
    const chosen = offered.filter((_, n) => buttons[n].getAttribute("aria-pressed") === "true");
    drawings.forEach((drawing, n) => paleOthers(drawing, marks[n], new Set(chosen)));
  };
  const buttons = offered.map((country) => {
    const button = makeButton(names.get(country) || "", { "aria-pressed": "false" });
    button.addEventListener("click", () => {
      const isPressed = button.getAttribute("aria-pressed") === "true";
      button.setAttribute("aria-pressed", String(!isPressed));
      pale();
    });
    return button;
  });
  const label = make("span", { textContent: "Bring out" });
  const properties = { className: "hl-countries", role: "group", "aria-label": "Bring out" };
  one("#picture").before(make("div", properties, label, ...buttons));
}

/**
 * Return what all entries of a list are; nothing where they differ.
 * @param {string[]} entries
 */
function oneOf(entries) {
  return new Set(entries).size === 1 ? entries[0] : "";
}

/**
 * Pale what a drawing shows of other countries than those chosen: whole panels, else marks, what
 * has their colours, and what is written on them.
 * @param {SVGSVGElement} drawing
 * @param {{element: SVGElement, country: string}[]} marks
 * @param {Set<string>} chosen none chosen is all
 */
function paleOthers(drawing, marks, chosen) {
  for (const element of drawing.querySelectorAll(".hl-pale")) element.classList.remove("hl-pale");
  if (!chosen.size) return;
  chosen.add(ABROAD);
  const others = marks.filter((mark) => !chosen.has(mark.country)).map((mark) => mark.element);
  const kept = marks.filter((mark) => chosen.has(mark.country)).map((mark) => mark.element);
  const keptColours = new Set(kept.flatMap(coloursOf));
  const colours = others.flatMap(coloursOf).filter((colour) => !keptColours.has(colour));
  for (const panel of drawing.querySelectorAll(":scope > g > g")) {
    const isOfOthers = others.some((element) => panel.contains(element));
    if (isOfOthers && !kept.some((element) => panel.contains(element))) panel.classList.add("hl-pale");
  }
  for (const element of others) element.classList.add("hl-pale");
  const boxes = others.map((element) => element.getBoundingClientRect());
  for (const element of drawing.querySelectorAll("text, path")) {
    const isMark = element.closest(".hl-mark, defs, clipPath, .hl-pale");
    const isLike = coloursOf(element).some((colour) => colours.includes(colour));
    const isOn = element.matches("text") && boxes.some((box) => holdsMiddle(box, element));
    if (!isMark && (isLike || isOn)) element.classList.add("hl-pale");
  }
}

/**
 * Return the colours of an element or, of a group, of what is in it, without greys.
 * @param {Element} element
 * @returns {string[]}
 */
function coloursOf(element) {
  const parts = [element.parentElement, element, ...element.querySelectorAll("*")];
  const styles = parts.map((part) => part?.getAttribute("style") || "").join(";");
  return (styles.match(/#[0-9a-f]{6}/g) || []).filter((colour) => !/^#(..)\1\1$/.test(colour));
}

/**
 * @param {DOMRect} box
 * @param {Element} element
 */
function holdsMiddle(box, element) {
  const { left, top, width, height } = element.getBoundingClientRect();
  const [x, y] = [left + width / 2, top + height / 2];
  return box.left <= x && x <= box.right && box.top <= y && y <= box.bottom;
}

/**
 * Let a drawing that is wider than the screen be fitted to it.
 * @param {HTMLElement} card
 */
function addFitButton(card) {
  if (card.scrollWidth <= card.clientWidth) return;
  const button = makeButton("Fit to the screen", { className: "hl-js" });
  button.addEventListener("click", () => {
    const fits = card.classList.toggle("hl-fit");
    button.textContent = fits ? "Enlarge" : "Fit to the screen";
  });
  card.after(button);
}

// ---------------------------------------------------------------------------------------------
// A dataset: its rows by pages, filtered and sorted, each row with an address of its own.

class DatasetTable {
  /**
   * @param {HTMLElement} place
   * @param {string[][]} table the columns, then the rows
   */
  constructor(place, table) {
    this.place = place;
    this.columns = table[0];
    this.rows = table.slice(1);
    this.keys = (place.dataset.key || "").split(",");
    this.texts = this.rows.map((row) => row.join(" ").toLowerCase());
    this.filled = this.columns.flatMap((_, column) => (this.isFilled(column) ? [column] : []));
    /** @type {number[]} the rows that the filter leaves, in the order of the sorting */
    this.found = [];
    this.first = 0;
    this.sortedBy = -1;
    this.ascending = true;

    this.input = make("input", { type: "search", name: "find", autocomplete: "off" });
    this.status = make("p", { role: "status" });
    this.head = make("tr");
    this.body = make("tbody");
    this.box = make("div", {
      className: "hl-scroll hl-tall",
      tabIndex: 0,
      role: "region",
      "aria-label": "Rows of the dataset",
    });
    this.previous = makeButton(`Previous ${ROWS_A_PAGE}`);
    this.next = makeButton(`Next ${ROWS_A_PAGE}`);
  }

  /** Put the table into the page. */
  start() {
    this.head.append(make("th", { scope: "col", textContent: "line" }));
    this.head.append(...this.filled.map((column) => this.heading(column)));
    this.box.append(make("table", {}, make("thead", {}, this.head), this.body));
    const pager = make("p", { className: "hl-pages" }, this.previous, this.next);
    this.place.replaceChildren(this.form(), this.box, pager);
    this.previous.addEventListener("click", () => this.turn(-ROWS_A_PAGE));
    this.next.addEventListener("click", () => this.turn(ROWS_A_PAGE));
    this.input.value = new URLSearchParams(location.search).get("find") || "";
    this.find();
    whenPlaceIsAsked(() => this.arrive());
  }

  /** @param {number} column */
  isFilled(column) {
    return this.rows.some((row) => row[column] !== "");
  }

  form() {
    const form = make("form", {
      className: "hl-filter",
      role: "search",
      "aria-label": "Filter rows",
    });
    const clear = make("button", { type: "reset", textContent: "Clear" });
    form.append(make("label", {}, "Text in any column", this.input), clear, this.status);
    const findAndRemember = () => {
      history.replaceState(null, "", location.pathname); // a row asked for may be filtered out
      rememberInAddress(this.input.value ? { find: this.input.value } : {});
      this.find();
    };
    form.addEventListener("input", findAndRemember);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(findAndRemember));
    return form;
  }

  /**
   * Return the heading of a column, which sorts by it.
   * @param {number} column
   */
  heading(column) {
    const button = makeButton(this.columns[column]);
    const cell = make("th", { scope: "col" }, button);
    button.addEventListener("click", () => {
      this.ascending = this.sortedBy === column ? !this.ascending : true;
      this.sortedBy = column;
      this.forgetSorting();
      cell.setAttribute("aria-sort", this.ascending ? "ascending" : "descending");
      this.find();
    });
    return cell;
  }

  forgetSorting() {
    for (const heading of all("th", this.head)) heading.removeAttribute("aria-sort");
  }

  /** Filter and sort, and show the first page. */
  find() {
    const words = wordsOf(this.input.value);
    const numbers = [...this.rows.keys()];
    this.found = numbers.filter((n) => words.every((word) => this.texts[n].includes(word)));
    if (this.sortedBy >= 0) this.sort();
    this.first = 0;
    this.draw();
  }

  sort() {
    /** @param {number} number */
    const value = (number) => this.rows[number][this.sortedBy];
    const numeric = this.found.every((n) => value(n) === "" || !isNaN(Number(value(n))));
    const direction = this.ascending ? 1 : -1;
    this.found.sort((a, b) => {
      const order = numeric ? Number(value(a)) - Number(value(b)) : value(a).localeCompare(value(b));
      return direction * order;
    });
  }

  /** @param {number} step rows forward, or back */
  turn(step) {
    this.first += step;
    this.draw();
    this.box.scrollIntoView({ block: "nearest" });
  }

  /** @param {number} [marked] the row to be highlighted */
  draw(marked = -1) {
    const end = Math.min(this.first + ROWS_A_PAGE, this.found.length);
    const page = this.found.slice(this.first, end);
    this.body.replaceChildren(...page.map((number) => this.row(number, number === marked)));
    this.status.textContent = this.found.length ? this.count(end) : "no row matches";
    this.previous.disabled = this.first === 0;
    this.next.disabled = end >= this.found.length;
    this.box.scrollTop = 0;
  }

  /** @param {number} end */
  count(end) {
    const found = this.found.length.toLocaleString("en");
    const total = this.rows.length.toLocaleString("en");
    return `${found} of ${total} rows; ${this.first + 1} to ${end} shown`;
  }

  /**
   * @param {number} number
   * @param {boolean} marked
   */
  row(number, marked) {
    const line = number + HEADER_LINE;
    const link = make("a", {
      href: `#row-${line}`,
      textContent: String(line),
      "aria-label": `Link to line ${line}`,
    });
    const heading = make("th", { scope: "row" }, link);
    const cells = this.filled.map((column) => this.cell(number, column));
    const className = marked ? "hl-on" : "";
    return make("tr", { id: `row-${line}`, className }, heading, ...cells);
  }

  /**
   * @param {number} number
   * @param {number} column
   */
  cell(number, column) {
    const value = this.rows[number][column];
    const name = this.columns[column];
    if (/^https?:/.test(value)) {
      const link = make("a", { href: value, rel: "noopener", textContent: value });
      return make("td", { className: "hl-long" }, link);
    }
    if (value && (name === "source_id" || name === "also_in") && !this.isListOfSources()) {
      return make("td", {}, ...linksToSources(value));
    }
    if (value && (name === "claim_id" || name === "same_as")) {
      return make("td", {}, linkToClaim(value));
    }
    const className = value.length > LONG_TEXT ? "hl-long" : "";
    return make("td", { className }, make("bdi", { textContent: value }));
  }

  isListOfSources() {
    return this.place.id.endsWith("-sources");
  }

  /** Show the row that the address asks for, by its line or its key. */
  arrive() {
    const number = this.askedRow(unescaped(location.hash.slice(1)));
    if (!this.rows[number]) return;
    this.input.value = "";
    this.sortedBy = -1;
    this.forgetSorting();
    this.find();
    this.first = Math.floor(number / ROWS_A_PAGE) * ROWS_A_PAGE;
    this.draw(number);
    const row = one(`#row-${number + HEADER_LINE}`);
    this.box.scrollIntoView({ block: "center" });
    this.box.scrollTop = row.offsetTop - this.box.clientHeight / 3;
  }

  /** @param {string} name */
  askedRow(name) {
    const line = name.match(/^row-(\d+)$/);
    if (line) return Number(line[1]) - HEADER_LINE;
    if (this.keys.length > 1) return -1;
    const key = this.columns.indexOf(this.keys[0]);
    return this.rows.findIndex((row) => row[key] === name);
  }
}

/**
 * @param {string} ids separated by semicolons
 * @returns {(Node|string)[]}
 */
function linksToSources(ids) {
  const links = ids
    .split(";")
    .map((id) => make("a", { href: `sources.html#${id}`, textContent: id }));
  return links.flatMap((link, position) => (position ? [" ", link] : [link]));
}

/** @param {string} id for example nikkei-outlook-2023-12-b */
function linkToClaim(id) {
  const article = id.replace(/-\d+-[a-z]+$/, "");
  return make("a", { href: `../claims/${article}.html#${id}`, textContent: id });
}

// ---------------------------------------------------------------------------------------------

document.addEventListener("DOMContentLoaded", () => {
  all(".hl-filter").forEach(addFilter);
  all("pre[data-relative]").forEach(writeWholeAddress);
  all(".hl-copy").forEach(addCopyButton);
  all(".hl-wide").forEach(addFitButton);
  whenPlaceIsAsked(unfold);
  if (document.querySelector("svg[data-marks]")) {
    const page = new FigurePage();
    page.connect();
    whenPlaceIsAsked(() => page.arrive());
  }
  const { heartlandRows } = /** @type {any} */ (window);
  if (heartlandRows) {
    for (const place of all(".hl-rows")) new DatasetTable(place, heartlandRows).start();
  }
});
