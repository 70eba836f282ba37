"use strict";
(function () {
  const data = JSON.parse(document.getElementById("film-data").textContent);
  const at = (id) => document.getElementById(id);
  const arm = at("arm"), slider = at("step"), play = at("play");
  const SVG = "http://www.w3.org/2000/svg";
  const WIDTH = 520, LEFT = 44, RIGHT = 150, TOP = 8, BOTTOM = 34;
  const DASHES = ["", "6 3", "2 3", "8 3 2 3", "1 4", "10 4"];
  const SHARED = "#56b4e9", INK = "#1a1a1a", HERE = "#0072b2";
  const LEAST_TICK = 3;
  const FRAME_MS = 1800;
  let timer = null;

  function el(name, attributes, parent, text) {
    const made = document.createElementNS(SVG, name);
    for (const key in attributes) made.setAttribute(key, attributes[key]);
    if (text !== undefined) made.textContent = text;
    if (parent) parent.appendChild(made);
    return made;
  }
  const path = (parent, d, stroke, more) =>
    el("path", { d, stroke, fill: "none", ...more }, parent);
  function svg(parent, width, height, label) {
    return el("svg",
      { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label }, parent);
  }
  const told = (x, digits = 2) => x === null || x === undefined ? "none"
    : x.toFixed(digits).replace("-", "\u2212");
  const steps = () => data.courses[arm.value].steps;
  const here = () => data.visits[steps()[slider.value]];
  function colour(value) {
    if (value === null) return "#d9d9d9";
    const last = data.colours.length - 1;
    return data.colours[Math.round(Math.min(1, Math.max(0, value)) * last)];
  }
  function frame() {
    const xs = data.xy.map((p) => p[0]), ys = data.xy.map((p) => p[1]), half = data.side / 2;
    const left = Math.min(...xs) - half, top = -Math.max(...ys) - half;
    return [left, top, Math.max(...xs) + half - left, half - Math.min(...ys) - top];
  }
  function centre(values) {
    let x = 0, y = 0, total = 0;
    values.forEach((v, i) => {
      if (v > 0) { x += v * data.xy[i][0]; y += v * data.xy[i][1]; total += v; }
    });
    return total > 0 ? [x / total, y / total] : null;
  }
  function drawMap(parent, values, muscle, label) {
    const [left, top, w, h] = frame();
    const look = { viewBox: `${left} ${top} ${w} ${h}`, role: "img", "aria-label": label };
    const made = el("svg", look, parent);
    values.forEach((v, i) => el("rect", {
      x: data.xy[i][0] - data.side / 2, y: -data.xy[i][1] - data.side / 2,
      width: data.side * 1.01, height: data.side * 1.01, fill: colour(v),
    }, made));
    const middle = centre(values);
    const dot = { r: 0.2, fill: muscle.colour, stroke: "#fff", "stroke-width": 0.07 };
    if (middle) el("circle", { cx: middle[0], cy: -middle[1], ...dot }, made);
  }
  function drawMaps(visit) {
    const row = at("maps");
    row.replaceChildren();
    data.muscles.forEach((muscle, i) => {
      const cell = document.createElement("div"), title = document.createElement("h2");
      const highest = Math.max(...visit.maps[i].map((v) => v === null ? 0 : v));
      title.textContent = `${muscle.name}: largest MEP ${told(highest)}`;
      cell.appendChild(title);
      drawMap(cell, visit.maps[i], muscle,
        `Map of ${muscle.full || muscle.name}, largest MEP ${told(highest)} of that at any visit`);
      row.appendChild(cell);
    });
  }
  function absent(parent, text) {
    const line = document.createElement("p");
    line.className = "absent";
    line.textContent = text;
    parent.replaceChildren(line);
  }
  function axes(made, height, x, y, xLabel, ticksX, ticksY) {
    path(made, `M${LEFT} ${TOP}V${height - BOTTOM}H${WIDTH - RIGHT}`, INK);
    ticksX.forEach((t) =>
      el("text", { x: x(t), y: height - BOTTOM + 14, "text-anchor": "middle" }, made, String(t)));
    ticksY.forEach((t) =>
      el("text", { x: LEFT - 6, y: y(t) + 4, "text-anchor": "end" }, made, String(t)));
    const middle = { x: (LEFT + WIDTH - RIGHT) / 2, y: height - 4, "text-anchor": "middle" };
    el("text", middle, made, xLabel);
  }
  const line = (points) =>
    points.map(([x, y], i) => (i ? "L" : "M") + x.toFixed(1) + " " + y.toFixed(1)).join("");
  function highestRate() {
    return Math.max(1,
      ...data.visits.flatMap((v) => v.emg ? v.emg.muscles.flatMap((m) => m.rate) : []));
  }
  function drawEmg(visit) {
    const parent = at("emg"), height = 250;
    if (!visit.emg) return absent(parent, "No movement was recorded at this visit.");
    parent.replaceChildren();
    const onsets = data.muscles.map((m, i) => {
      const onset = visit.emg.muscles[i].onset;
      return `${m.name} ${onset === null ? "none" : told(onset, 0) + " ms"}`;
    });
    const made =
      svg(parent, WIDTH, height, `Muscle activity after the cue; onsets: ${onsets.join(", ")}`);
    const time = visit.emg.time, top = highestRate();
    const x = (t) =>
      LEFT + (t - time[0]) / (time[time.length - 1] - time[0]) * (WIDTH - LEFT - RIGHT);
    const y = (r) => height - BOTTOM - r / top * (height - TOP - BOTTOM - 14);
    axes(made, height, x, y, "time after the go cue (ms)",
      [-100, 0, 100, 200, 300, 400].filter((t) => t >= time[0]), [0, Math.round(top)]);
    path(made, `M${x(0)} ${TOP}V${height - BOTTOM}`, INK, { "stroke-dasharray": "5 4" });
    path(made, `M${x(visit.emg.mover)} ${TOP}V${height - BOTTOM}`, INK);
    data.muscles.forEach((muscle, i) => {
      const one = visit.emg.muscles[i];
      const dashes = { "stroke-dasharray": DASHES[i % DASHES.length] };
      const rate = line(one.rate.map((r, k) => [x(time[k]), y(r)]));
      path(made, rate, muscle.colour, { "stroke-width": 1.8, ...dashes });
      if (one.onset !== null) {
        const tick = `M${x(one.onset)} ${height - BOTTOM}v-11`;
        path(made, tick, muscle.colour, { "stroke-width": 4 });
      }
      const row = TOP + 14 + 18 * i;
      const key = `M${WIDTH - RIGHT + 8} ${row - 4}h22`;
      path(made, key, muscle.colour, { "stroke-width": 2.4, ...dashes });
      el("text", { x: WIDTH - RIGHT + 35, y: row }, made, onsets[i]);
    });
  }
  function drawRaster(visit) {
    const parent = at("raster"), height = 250;
    at("every").textContent = at("recorded").textContent = "";
    const none = "No spikes of a whole trial were recorded at this visit.";
    if (!visit.raster) return absent(parent, none);
    parent.replaceChildren();
    const longest = Math.max(...data.visits.map((v) => v.raster ? v.raster.duration : 0));
    const { bands, every, note } = visit.raster;
    at("recorded").textContent = note;
    if (every > 1) at("every").textContent = ` (one spike of ${every} is drawn)`;
    const names = bands.map((b) => `${b.label}: ${b.spikes.length * every}`).join(", ");
    const made = svg(parent, WIDTH, height, `Spikes of one trial by population, ${names}`);
    const x = (t) => LEFT + t / longest * (WIDTH - LEFT - RIGHT);
    const share = (height - TOP - BOTTOM) / bands.length, gap = 4;
    const y = (row, band, k) => TOP + k * share + (row - band.first) / band.rows * (share - gap);
    axes(made, height, x, null, "time after the go cue (ms)",
      [0, longest / 2, longest].map(Math.round), []);
    bands.forEach((band, k) => {
      const groups = new Map(), tall = Math.max(LEAST_TICK, share / band.rows).toFixed(1);
      band.spikes.forEach(([t, row, c]) => {
        if (!groups.has(c)) groups.set(c, []);
        groups.get(c).push(`M${x(t).toFixed(1)} ${y(row, band, k).toFixed(1)}v${tall}`);
      });
      groups.forEach((marks, c) => path(made, marks.join(""), c, { "stroke-width": 1.4 }));
    });
    bands.forEach((band, k) => {
      const name = `${band.label} (${band.rows})`.slice(0, 24);
      el("text", { x: WIDTH - RIGHT + 6, y: TOP + (k + 0.5) * share }, made, name);
    });
  }
  function curve(parent, name, values, top) {
    const width = 160, height = 92, left = 26, right = 8, below = 18;
    const cell = document.createElement("div"), title = document.createElement("h2");
    const days = steps().map((i) => data.visits[i].day);
    const first = days[0], last = days[days.length - 1];
    title.textContent = `${name}: ${told(values[slider.value])}`;
    cell.appendChild(title);
    const spoken = `${name} by visit: ${values.map((v) => told(v)).join(", ")}`;
    const made = svg(cell, width, height, spoken);
    const x = (d) =>
      left + 4 + (last > first ? (d - first) / (last - first) : 0.5) * (width - left - right - 8);
    const y = (v) => height - below - v / top * (height - below - TOP);
    made.setAttribute("class", "curve");
    path(made, `M${left} ${TOP}V${height - below}H${width - right}`, INK);
    [0, top].forEach((v) =>
      el("text", { x: left - 4, y: y(v) + 4, "text-anchor": "end" }, made, String(v)));
    el("text", { x: left, y: height - 4 }, made, `day ${Math.round(first)}`);
    const end = { x: width - 2, y: height - 4, "text-anchor": "end" };
    el("text", end, made, String(Math.round(last)));
    path(made, `M${x(days[slider.value])} ${TOP}V${height - below}`, HERE, { "stroke-width": 2 });
    const known = values.map((v, k) => [days[k], v]).filter((p) => p[1] !== null)
      .map(([d, v]) => [x(d), y(v)]);
    path(made, line(known), INK, { "stroke-width": 1.4 });
    known.forEach(([a, b]) => el("circle", { cx: a, cy: b, r: 2.6 }, made));
    parent.appendChild(cell);
  }
  function drawCurves(id, read, none) {
    const parent = at(id), series = steps().map((i) => read(data.visits[i]));
    const names = [...new Set(series.flatMap(Object.keys))];
    if (!names.length) return absent(parent, none);
    parent.replaceChildren();
    const highest = Math.max(...series.flatMap((s) => Object.values(s).map((v) => v ?? 0)));
    const top = Math.max(1, Math.ceil(2 * highest) / 2);
    names.forEach((name) => curve(parent, name, series.map((s) => s[name] ?? null), top));
  }
  function shares(visit) {
    const [a, b] = data.pair.split("-").map((name) => {
      const column = data.muscles.findIndex((m) => m.name === name);
      const values = visit.maps[column].map((v) => Math.max(0, v ?? 0));
      const highest = Math.max(...values);
      return highest > 0 ? values.map((v) => v / highest) : values;
    });
    return a.map((v, i) => [v, b[i]]);
  }
  function square(parent, [x, y], area, fill) {
    const side = data.side * Math.sqrt(area);
    const place = { x: x - side / 2, y: -y - side / 2, width: side, height: side };
    if (side > 0) el("rect", { ...place, fill }, parent);
  }
  function drawStrip() {
    const strip = at("strip");
    const pair = data.pair.split("-").map((name) => data.muscles.find((m) => m.name === name));
    strip.replaceChildren();
    steps().forEach((index, k) => {
      const visit = data.visits[index], button = document.createElement("button");
      button.type = "button";
      const made = el("svg", { viewBox: frame().join(" "), "aria-hidden": "true" }, button);
      shares(visit).forEach(([a, b], i) => {
        square(made, data.xy[i], Math.max(a, b), pair[a >= b ? 0 : 1].colour);
        square(made, data.xy[i], Math.min(a, b), SHARED);
      });
      const place = document.createElement("span"), number = document.createElement("b");
      place.textContent = `${visit.label}, day ${Math.round(visit.day)}`;
      number.textContent = `overlap ${told(visit.overlap)}`;
      button.append(place, number);
      button.addEventListener("click", () => { slider.value = k; show(); });
      strip.appendChild(button);
    });
    const key = at("key");
    key.replaceChildren("Squares at coil sites: area is the MEP over the muscle's largest one at "
      + "that visit, of ");
    [[pair[0].name, pair[0].colour], [pair[1].name, pair[1].colour],
      ["the smaller of both", SHARED]].forEach(([name, colour], i) => {
      const chip = document.createElement("span");
      chip.className = "chip";
      chip.style.background = colour;
      key.append(["", ", ", "; inside: "][i], chip, name);
    });
    key.append(". Overlap is the area inside over the whole: 0 apart, 1 one shape.");
  }
  function show() {
    const visit = here(), buttons = at("strip").children;
    [...buttons].forEach((b, k) =>
      b.setAttribute("aria-current", String(k === Number(slider.value))));
    const levels = Object.entries(visit.levels).map(([name, v]) => `${name} ${told(v)}`).join(", ");
    const shown = levels ? `; ${levels}` : "";
    const text = `${visit.label}, day ${Math.round(visit.day)}: overlap of ${data.pair} `
      + `${told(visit.overlap)}${shown}`;
    at("status").textContent = text;
    slider.setAttribute("aria-valuetext", text);
    drawMaps(visit);
    drawEmg(visit);
    drawRaster(visit);
    drawCurves("ratios", (v) => ({ overlap: v.overlap, ...v.ratios }));
    drawCurves("weights", (v) => v.weights, "No projection of this study learns.");
    drawCurves("levels", (v) => v.levels, "No modulator is set in this study.");
  }
  function stop() {
    clearInterval(timer);
    timer = null;
    play.textContent = "Play";
    play.setAttribute("aria-pressed", "false");
  }
  function toggle() {
    if (timer !== null) return stop();
    if (slider.value === slider.max) slider.value = 0;
    play.textContent = "Pause";
    play.setAttribute("aria-pressed", "true");
    show();
    timer = setInterval(() => {
      if (slider.value === slider.max) return stop();
      slider.value = Number(slider.value) + 1;
      show();
    }, FRAME_MS);
  }
  function begin() {
    slider.max = steps().length - 1;
    slider.value = Math.min(slider.value, slider.max);
    drawStrip();
    show();
  }
  arm.replaceChildren(...data.courses.map((c, i) => new Option(c.label, i)));
  arm.parentElement.hidden = data.courses.length < 2;
  at("bar").style.background = `linear-gradient(to right, ${data.colours.join(",")})`;
  arm.addEventListener("change", begin);
  slider.addEventListener("input", () => { stop(); show(); });
  play.addEventListener("click", toggle);
  at("player").hidden = false;
  at("numbers").open = false;
  begin();
})();
