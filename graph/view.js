// The page's own script: draws the network, and tells what a click on it stands for.
// Text from releases is untrusted: it enters the page as text nodes only.
"use strict";

const data = JSON.parse(document.getElementById("data").textContent);
const panel = document.getElementById("panel");
const byId = new Map(data.nodes.map((node) => [node.id, node]));
const best = [...data.nodes].sort((a, b) => b.degree - a.degree);
const shown = { kinds: new Set(data.nodes.map((node) => node.kind)), planned: true };

const nodes = new vis.DataSet(data.nodes.map((node) => ({ ...node, title: nodeTip(node) })));
const edges = new vis.DataSet(data.edges.map((edge) => ({ ...edge, title: edgeTip(edge) })));
const visible = {
  nodes: new vis.DataView(nodes, { filter: isShown }),
  edges: new vis.DataView(edges, { filter: isShown }),
};
const network = new vis.Network(document.getElementById("canvas"), visible, data.options);

// ---- small pieces of the page

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}

function plural(count, noun) {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

function thing(node) {
  return element("button", { type: "button", className: "thing", onclick: () => select(node, true) }, node.name);
}

function mark(kind) {
  const drawn = document.querySelector(`#legend .mark.${kind.toLowerCase()}`);
  return drawn === null ? "" : drawn.cloneNode(true);
}

function planned(item) {
  return item.planned ? element("span", { className: "tag" }, "planned") : null;
}

function link(url) {
  if (!/^https?:\/\//i.test(url)) return null;
  return element("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, "source");
}

function citation(found) {
  const facts = [
    found.title || found.release,
    found.published,
    found.modality === "planned" ? "as planned" : "",
    found.said_by ? `said by ${found.said_by}` : "",
    `confidence ${Math.round(found.confidence * 100)} %`,
    link(found.url),
  ].filter(Boolean);
  const cite = element("cite", {}, ...facts.flatMap((fact, index) => (index ? [" · ", fact] : [fact])));
  return element("blockquote", {}, found.sentence ? element("p", {}, found.sentence) : null, cite);
}

// ---- tooltips

function nodeTip(node) {
  const count = plural(node.degree, "link");
  return element("div", {}, element("strong", {}, node.name), element("p", {}, `${node.kind}, ${count}`));
}

function edgeTip(edge) {
  const [found] = edge.evidence;
  const more = edge.evidence.length - 1;
  return element(
    "div",
    {},
    element("strong", {}, `${byId.get(edge.from).name} ${edge.name} ${byId.get(edge.to).name}`),
    edge.planned ? element("p", {}, "planned") : null,
    found?.sentence ? element("p", {}, `“${found.sentence}”`) : null,
    more > 0 ? element("p", {}, `and ${plural(more, "more sentence")}`) : null,
  );
}

// ---- the panel

function show(focus, ...content) {
  panel.replaceChildren(...content.filter(Boolean));
  panel.scrollTop = 0;
  if (focus) panel.querySelector("h2").focus();
}

function heading(...words) {
  return element("h2", { tabIndex: -1 }, ...words);
}

function back() {
  return element("button", { type: "button", className: "thing quiet", onclick: () => clear(true) }, "← Overview");
}

function overview(focus) {
  const row = (node) =>
    element("li", { className: "kind" }, mark(node.kind), thing(node), element("span", {}, plural(node.degree, "link")));
  show(
    focus,
    heading("What the releases say"),
    element("p", { className: "quiet" }, "Choose a thing or a link to read the sentences that it rests on."),
    element("h3", {}, "Best connected"),
    element("ul", {}, ...best.slice(0, 12).map(row)),
  );
}

function aboutNode(node, focus) {
  const own = data.edges.filter((edge) => edge.from === node.id || edge.to === node.id);
  const hidden = node.degree - own.length;
  show(
    focus,
    back(),
    element("p", { className: "kind" }, mark(node.kind), node.kind, planned(node)),
    heading(node.name),
    element("p", { className: "quiet" }, plural(own.length, "link"), hidden > 0 ? `, ${hidden} more outside this picture` : ""),
    element("ul", {}, ...own.map((edge) => fact(edge, node))),
    node.quotes.length ? element("h3", {}, "Quotations") : null,
    ...node.quotes.map((quote) => citation({ ...quote, said_by: "" })),
  );
}

function fact(edge, node) {
  const [from, to] = [edge.from, edge.to].map((id) => (id === node.id ? node.name : thing(byId.get(id))));
  return element("li", {}, from, ` ${edge.name} `, to, " ", planned(edge), ...edge.evidence.map(citation));
}

function aboutEdge(edge) {
  show(
    false,
    back(),
    heading(thing(byId.get(edge.from)), ` ${edge.name} `, thing(byId.get(edge.to))),
    element("p", { className: "quiet" }, `confidence ${Math.round(edge.confidence * 100)} % `, planned(edge)),
    ...edge.evidence.map(citation),
  );
}

// ---- selection, search, filters

function select(node, focus) {
  if (!isShown(node)) {
    for (const value of node.planned ? [node.kind, "planned"] : [node.kind]) {
      document.querySelector(`#legend input[value="${value}"]`).checked = true;
    }
    filter();
  }
  network.selectNodes([node.id]);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  network.focus(node.id, { scale: Math.max(network.getScale(), 0.9), animation: calm ? false : { duration: 400 } });
  caption(network.getConnectedEdges(node.id));
  aboutNode(node, focus);
}

function clear(focus) {
  network.unselectAll();
  caption([]);
  overview(focus);
}

/** Write the names of these edges into the picture, and take those of the others out. */
function caption(ids) {
  const named = new Set(ids);
  const none = " "; // vis-network keeps a label until it gets another that is not empty
  const changed = edges.get().filter((edge) => ((edge.label ?? none) !== none) !== named.has(edge.id));
  edges.update(changed.map((edge) => ({ id: edge.id, label: named.has(edge.id) ? edge.short : none })));
}

function isShown(item) {
  if (item.planned && !shown.planned) return false;
  return item.kind === undefined || shown.kinds.has(item.kind);
}

function filter() {
  const checked = [...document.querySelectorAll("#legend input:checked")].map((box) => box.value);
  shown.kinds = new Set(checked);
  shown.planned = checked.includes("planned");
  visible.nodes.refresh();
  visible.edges.refresh();
}

/** The search's suggestions: names, told apart by their types where two things share one. */
function suggestions() {
  const found = new Map();
  for (const node of data.nodes) {
    const options = [node.name, `${node.name} (${node.kind})`, node.id];
    found.set(options.find((option) => !found.has(option)), node);
  }
  return found;
}

function search(words) {
  const wanted = words.trim().toLowerCase();
  if (wanted === "") return;
  const options = [...names.keys()];
  const match =
    options.find((option) => option.toLowerCase() === wanted) ??
    options.find((option) => option.toLowerCase().startsWith(wanted)) ??
    options.find((option) => option.toLowerCase().includes(wanted));
  find.setCustomValidity(match === undefined ? "Nothing in this picture has that name." : "");
  if (match === undefined) find.reportValidity();
  else select(names.get(match), true);
}

const names = suggestions();
const find = document.getElementById("find");
document.getElementById("names").append(...[...names.keys()].map((value) => element("option", { value })));
document.getElementById("search").addEventListener("submit", (event) => {
  event.preventDefault();
  search(find.value);
});
find.addEventListener("input", (event) => {
  find.setCustomValidity("");
  if (event.inputType === "insertReplacementText" || event.inputType === undefined) search(find.value);
});
document.getElementById("legend").addEventListener("change", filter);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target !== find) clear(false);
});

network.on("click", (event) => {
  const [node] = event.nodes;
  const [edge] = event.edges;
  if (node !== undefined) {
    caption(event.edges);
    aboutNode(byId.get(node), false);
  } else if (edge !== undefined) {
    caption([edge]);
    aboutEdge(edges.get(edge));
  } else clear(false);
});

function zoom(factor) {
  network.moveTo({ scale: network.getScale() * factor });
}
document.getElementById("closer").addEventListener("click", () => zoom(1.4));
document.getElementById("farther").addEventListener("click", () => zoom(1 / 1.4));
document.getElementById("all").addEventListener("click", () => network.fit({ maxZoomLevel: 1.4 }));

// ---- colours: the style sheet has them, for light and for dark

function paint() {
  const style = getComputedStyle(document.documentElement);
  const colour = (variable) => style.getPropertyValue(`--${variable}`).trim();
  const [page, text, edge, accent] = ["page", "text", "edge", "accent"].map(colour);
  const painted = (node) => {
    const own = colour(node.kind.toLowerCase());
    const fill = node.planned ? page : own;
    const strong = { background: fill, border: node.planned ? own : accent };
    return { id: node.id, color: { background: fill, border: own, highlight: strong, hover: strong } };
  };
  nodes.update(data.nodes.map(painted));
  network.setOptions({
    nodes: { font: { color: text, strokeWidth: 4, strokeColor: page } },
    edges: {
      color: { color: edge, highlight: accent, hover: accent },
      font: { color: text, strokeWidth: 4, strokeColor: page },
    },
  });
}

/** All of it; on a phone, where no name could be read then, the surroundings of the best connected thing. */
function start() {
  network.fit({ maxZoomLevel: 1.4 });
  const narrow = matchMedia("(max-width: 48rem)").matches;
  if (narrow && network.getScale() < 0.5) network.focus(best[0].id, { scale: 0.6 });
  const picture = document.querySelector(".vis-network");
  picture.setAttribute("role", "application");
  picture.setAttribute("aria-label", "Picture: arrow keys move it, plus and minus zoom");
  overview(false);
}

paint();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
start();
