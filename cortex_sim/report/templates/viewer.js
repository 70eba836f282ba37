"use strict";
(function () {
  const data = JSON.parse(document.getElementById("viewer-data").textContent);
  const at = (id) => document.getElementById(id);
  const mapSelect = at("v-map"), armSelect = at("v-arm"), slider = at("v-step");
  const readout = at("v-readout"), help = readout.textContent;
  const SVG = "http://www.w3.org/2000/svg";
  let panels = [], current = null;

  function element(name, attributes, parent) {
    const made = document.createElementNS(SVG, name);
    for (const key in attributes) made.setAttribute(key, attributes[key]);
    if (parent) parent.appendChild(made);
    return made;
  }
  function options(select, labels) {
    select.replaceChildren(...labels.map((label, i) => new Option(label, i)));
  }
  function shown(value) {
    return value === null ? "not measured" : signed(value.toFixed(2));
  }
  function signed(number) {
    return String(number).replace("-", "\u2212");
  }
  function colour(value) {
    if (value === null) return "#d9d9d9";
    const last = data.colours.length - 1;
    return data.colours[Math.round(Math.min(1, Math.max(0, value)) * last)];
  }
  // y points up on the sheet and down on the screen
  function path(polygons, close) {
    return polygons.map((p) => "M" + p.map(([x, y]) => x + " " + -y).join("L")
      + (close ? "Z" : "")).join("");
  }
  const CORNERS = { "o": 24, "s": 4, "^": 3, "v": 3, "D": 4 };
  const TURN = { "s": 45, "v": 180 };
  // the same symbols as in the figures: corners on a circle around the centre of gravity
  function symbol(dot, marker, [x, y]) {
    dot.setAttribute("visibility", x === null ? "hidden" : "visible");
    if (x === null) return;
    const n = CORNERS[marker] ?? 24, r = n === 24 ? 0.16 : 0.21;
    const points = [...Array(n).keys()].map((i) => {
      const angle = Math.PI * (2 * i / n - 0.5 + (TURN[marker] ?? 0) / 180);
      return (x + r * Math.cos(angle)).toFixed(3) + "," + (r * Math.sin(angle) - y).toFixed(3);
    });
    dot.setAttribute("points", points.join(" "));
  }
  function chosen() {
    const map = data.maps[mapSelect.value];
    const course = map.courses[armSelect.value];
    return { map, course, visit: map.visits[course.steps[slider.value]] };
  }
  function frame(map) {
    const xs = map.xy.map((p) => p[0]), ys = map.xy.map((p) => p[1]), half = map.side / 2;
    const left = Math.min(...xs) - half, top = -Math.max(...ys) - half;
    return [left, top, Math.max(...xs) + half - left, half - Math.min(...ys) - top];
  }
  function figureFor(title, map) {
    const figure = document.createElement("figure");
    const caption = document.createElement("figcaption");
    caption.textContent = title;
    figure.setAttribute("aria-label", title);
    figure.appendChild(caption);
    const svg = element("svg", { viewBox: frame(map).join(" ") }, figure);
    at("v-maps").appendChild(figure);
    return { svg, caption };
  }

  function buildMap(map) {
    at("v-maps").replaceChildren();
    panels = data.muscles.map((muscle, column) => buildPanel(map, muscle, column));
    const pair = figureFor(data.pair.join(" + ") + ", areas above 50 %", map);
    pair.svg.setAttribute("role", "img");
    panels.pair = pair;
    pair.paths = data.pair.map((name, i) => {
      const muscle = data.muscles.find((m) => m.name === name);
      const style = { fill: muscle.colour, "fill-opacity": 0.35, "fill-rule": "evenodd",
        stroke: "none" };
      const edge = { fill: "none", stroke: muscle.colour, "stroke-width": 0.06,
        "stroke-dasharray": i ? "0.16 0.1" : "none" };
      const dot = element("polygon", { fill: muscle.colour, stroke: "#fff", "stroke-width": 0.05 });
      return { area: element("path", style, pair.svg), line: element("path", edge, pair.svg), dot,
        muscle };
    });
    pair.paths.forEach((p) => pair.svg.appendChild(p.dot));
  }
  function buildPanel(map, muscle, column) {
    const { svg } =
      figureFor(muscle.name + (muscle.full === muscle.name ? "" : ", " + muscle.full), map);
    svg.setAttribute("role", "group");
    svg.setAttribute("tabindex", "0");
    const half = map.side / 2;
    const cells = map.xy.map(([x, y], site) => {
      const cell = element("rect", { x: x - half, y: -y - half, width: map.side,
        height: map.side, "data-site": site }, svg);
      cell.addEventListener("pointerenter", () => point(panel, site));
      cell.addEventListener("pointerdown", () => point(panel, site));
      return cell;
    });
    const area = element("path", { fill: "none", stroke: "#fff", "stroke-width": 0.06,
      "pointer-events": "none" }, svg);
    const dot = element("polygon", { fill: "#000", stroke: "#fff", "stroke-width": 0.06,
      "pointer-events": "none" }, svg);
    const cursor = element("rect", { class: "cursor", width: map.side, height: map.side,
      visibility: "hidden" }, svg);
    const panel = { svg, cells, area, dot, cursor, muscle, column, site: null };
    svg.addEventListener("keydown", (event) => move(event, panel, map));
    svg.addEventListener("focus", () => point(panel, panel.site ?? strongest(panel)));
    svg.addEventListener("blur", clear);
    svg.addEventListener("pointerleave", clear);
    return panel;
  }
  function strongest(panel) {
    const values = chosen().visit.values[panel.column];
    return values.reduce((best, v, i) => ((v ?? -1) > (values[best] ?? -1) ? i : best), 0);
  }
  function clear() {
    if (current) current.cursor.setAttribute("visibility", "hidden");
    current = null;
    readout.textContent = help;
  }
  function point(panel, site) {
    if (current && current !== panel) current.cursor.setAttribute("visibility", "hidden");
    current = panel;
    panel.site = site;
    const { map, visit } = chosen(), [x, y] = map.xy[site];
    panel.cursor.setAttribute("x", x - map.side / 2);
    panel.cursor.setAttribute("y", -y - map.side / 2);
    panel.cursor.setAttribute("visibility", "visible");
    const others = data.muscles.filter((m) => m !== panel.muscle)
      .map((m) => m.name + " " + shown(visit.values[data.muscles.indexOf(m)][site])).join(", ");
    readout.textContent =
      `${panel.muscle.name} ${shown(visit.values[panel.column][site])} at x ${signed(x)} mm, ` +
      `y ${signed(y)} mm (${visit.label}; share of the map's maximum, mean of n = ${visit.n}). ` +
      `Same place: ${others}.`;
  }
  const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  function move(event, panel, map) {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const from = map.xy[panel.site ?? strongest(panel)];
    const target = [from[0] + step[0] * map.side, from[1] + step[1] * map.side];
    const near =
      map.xy.findIndex((p) => Math.hypot(p[0] - target[0], p[1] - target[1]) < map.side / 2);
    if (near >= 0) point(panel, near);
  }

  function draw() {
    const { map, course, visit } = chosen();
    const step = Number(slider.value), total = course.steps.length;
    slider.setAttribute("aria-valuetext", `${visit.label}, visit ${step + 1} of ${total}`);
    at("v-visit").textContent = `${step + 1} of ${total}: ${visit.label}`;
    [...at("v-ticks").children].forEach((tick, i) => tick.classList.toggle("now", i === step));
    const ends = visit.overlapInterval;
    const interval = ends ? ` [${ends[0].toFixed(2)}, ${ends[1].toFixed(2)}]` : "";
    const overlap = visit.overlap === null ? "not defined" : visit.overlap.toFixed(2) + interval;
    at("v-status").textContent =
      `${visit.label}, ${map.label}: ${data.pairName} overlap ${overlap}` +
      ` (0 = apart, 1 = same shape), n = ${visit.n}`;
    panels.forEach((panel) => drawPanel(panel, visit));
    panels.pair.paths.forEach(({ area, line, dot, muscle }) => {
      const column = data.muscles.indexOf(muscle);
      area.setAttribute("d", path(visit.area[column], true));
      line.setAttribute("d", path(visit.line[column], false));
      symbol(dot, muscle.marker, visit.cog[column]);
    });
    panels.pair.svg.setAttribute("aria-label",
      `Areas above 50 % of ${data.pair.join(" and ")}, ${visit.label}: overlap ${overlap}`);
    if (current) point(current, current.site);
  }
  function drawPanel(panel, visit) {
    const values = visit.values[panel.column];
    panel.cells.forEach((cell, i) => {
      cell.setAttribute("fill", colour(values[i]));
      cell.setAttribute("stroke", colour(values[i]));
      cell.setAttribute("stroke-width", 0.01);
    });
    panel.area.setAttribute("d", path(visit.line[panel.column], false));
    symbol(panel.dot, panel.muscle.marker, visit.cog[panel.column]);
    const place = (v) => (v === null ? "unknown" : signed(v.toFixed(1)));
    const cog = visit.cog[panel.column].map(place).join(", ");
    panel.svg.setAttribute("aria-label", `Map of ${panel.muscle.name}, ${visit.label}: strongest ` +
      `${shown(Math.max(...values.map((v) => v ?? 0)))}, centre of gravity at x, y = ${cog} mm. ` +
      "Arrow keys move through the cells.");
  }
  function chooseArm() {
    const map = data.maps[mapSelect.value], course = map.courses[armSelect.value];
    slider.max = course.steps.length - 1;
    if (Number(slider.value) > course.steps.length - 1) slider.value = course.steps.length - 1;
    at("v-ticks").replaceChildren(...course.steps.map((i) => {
      const tick = document.createElement("li");
      tick.textContent = map.visits[i].label;
      return tick;
    }));
    draw();
  }
  function chooseMap() {
    const map = data.maps[mapSelect.value], before = armSelect.value;
    options(armSelect, map.courses.map((course) => course.label));
    if (before && before < map.courses.length) armSelect.value = before;
    clear();
    buildMap(map);
    chooseArm();
  }

  options(mapSelect, data.maps.map((map) => map.label));
  const structural = data.maps.findIndex((map) => map.name.includes("structural"));
  mapSelect.value = Math.max(0, structural);
  at("v-bar").style.background = `linear-gradient(to right, ${data.colours.join(",")})`;
  mapSelect.addEventListener("change", chooseMap);
  armSelect.addEventListener("change", chooseArm);
  slider.addEventListener("input", draw);
  chooseMap();
  at("viewer").hidden = false;
})();
