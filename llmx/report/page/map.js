// The map: placed items on the land that the page carries. No tiles, no network.

const LAND = embedded("land");
const KM = 111.32; // in a degree of latitude
const LABELS = 40;

let shapes = null; // countries as path data in degrees, made when first needed

function landShapes() {
  if (shapes || !LAND) return shapes || [];
  const lines = LAND.arcs.map((arc) => {
    const line = [];
    let [x, y] = [0, 0];
    for (let i = 0; i < arc.length; i += 2) line.push([(x += arc[i]) / LAND.steps, (y += arc[i + 1]) / LAND.steps]);
    return line;
  });
  shapes = LAND.countries.map(({ name, rings }) => {
    const points = rings.map((ring) => ring.flatMap((arc) => (arc < 0 ? [...lines[~arc]].reverse() : lines[arc])));
    const path = points.map((ring) => `M${ring.map((point) => point.map((n) => n.toFixed(2)).join(",")).join("L")}Z`).join("");
    return { name, path, center: centerOf(points) };
  });
  return shapes;
}

/** The centre of a country's largest piece, for its name. */
function centerOf(rings) {
  let best = { area: 0, x: 0, y: 0 };
  for (const ring of rings) {
    let [area, x, y] = [0, 0, 0];
    for (let i = 0; i < ring.length; i += 1) {
      const [[x0, y0], [x1, y1]] = [ring[i], ring[(i + 1) % ring.length]];
      const cross = x0 * y1 - x1 * y0;
      area += cross;
      x += (x0 + x1) * cross;
      y += (y0 + y1) * cross;
    }
    if (Math.abs(area) > best.area) best = { area: Math.abs(area), x: x / (3 * area), y: y / (3 * area) };
  }
  return best;
}

/** Dots: the places of the items that pass all but the place's own filter, by where they lie. */
function dots() {
  const found = new Map();
  for (const item of passing("place")) {
    for (const number of new Set(item.places)) {
      const place = INDEX.places[number];
      if (place.lat === undefined) continue;
      const key = `${place.lat} ${place.lon}`;
      if (!found.has(key)) found.set(key, { lat: place.lat, lon: place.lon, precision: place.precision, names: new Map(), items: new Set() });
      found.get(key).items.add(item.number);
      found.get(key).names.set(number, (found.get(key).names.get(number) || 0) + 1);
    }
  }
  return [...found.values()].sort((a, b) => b.items.size - a.items.size || a.lat - b.lat || a.lon - b.lon);
}

const camera = { lon: 0, lat: 0, scale: 0, fitted: "" };

function mapPanel() {
  const found = dots();
  const placed = passing("place").filter((item) => item.places.some((number) => INDEX.places[number].lat !== undefined)).length;
  const total = passing("place").length;
  const drawing = svg("svg", { class: "map", role: "img", "aria-label": `Map of ${many(found.length, "place")}; the list beside it has the same places`, tabindex: "0" });
  const panel = el("section", { class: "panel map-panel", "aria-labelledby": "map-title" },
    el("h3", { id: "map-title" }, "By place"),
    el("p", { class: "dull" }, found.length ? `${placed.toLocaleString("en")} of ${many(total, "item")} placed` : "No item is placed on the map: an export made with --geo has places with coordinates."));
  if (found.length) {
    const box = el("div", { class: "map-box" }, drawing, el("div", { class: "map-tools" },
      button("+", { "aria-label": "Nearer" }, () => zoom(drawing, found, 1.6)),
      button("−", { "aria-label": "Farther" }, () => zoom(drawing, found, 1 / 1.6)),
      button("Fit", {}, () => { camera.fitted = ""; draw(drawing, found); })));
    panel.append(el("div", { class: "map-and-list" }, box, placeList(found)),
      el("p", { class: "credit" }, "● a town  ○ near a town or a province, about  ·  Borders: Natural Earth (public domain), as held, not as claimed"));
    drawMap(drawing, found);
  } else panel.append(placeList(found));
  return panel;
}

function placeList(found) {
  const facet = FACETS.find((one) => one.name === "place");
  const counts = [...counted(facet)].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return barList("place", counts, facet.values, found.length ? 12 : 16);
}

function drawMap(drawing, found) {
  new ResizeObserver(() => draw(drawing, found)).observe(drawing);
  let from = null;
  drawing.addEventListener("pointerdown", (event) => { from = [event.clientX, event.clientY, camera.lon, camera.lat]; });
  drawing.addEventListener("pointermove", (event) => {
    if (!from || !event.buttons) return;
    const [dx, dy] = [event.clientX - from[0], event.clientY - from[1]];
    if (Math.hypot(dx, dy) < 4) return;
    drawing.setPointerCapture(event.pointerId);
    camera.lon = from[2] - dx / (camera.scale * squeeze());
    camera.lat = from[3] + dy / camera.scale;
    draw(drawing, found);
  });
  drawing.addEventListener("pointerup", () => { from = null; });
  drawing.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoom(drawing, found, event.deltaY < 0 ? 1.25 : 0.8);
  }, { passive: false });
  drawing.addEventListener("dblclick", () => zoom(drawing, found, 1.6));
  drawing.addEventListener("keydown", (event) => {
    const step = 60 / camera.scale;
    const move = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] }[event.key];
    if (move) { camera.lon += move[0]; camera.lat += move[1]; draw(drawing, found); event.preventDefault(); event.stopPropagation(); }
    if (event.key === "+" || event.key === "-") { zoom(drawing, found, event.key === "+" ? 1.6 : 1 / 1.6); event.stopPropagation(); }
  });
}

function squeeze() {
  return Math.max(0.2, Math.cos((camera.lat * Math.PI) / 180));
}

function zoom(drawing, found, by) {
  camera.scale = Math.min(2000, Math.max(1.5, camera.scale * by));
  draw(drawing, found);
}

/** Put all dots in view; again only when they are other dots or the room is another. */
function fit(width, height, found) {
  const key = `${width}x${height} ${found.map((dot) => `${dot.lat},${dot.lon}`).sort().join(" ")}`;
  if (camera.fitted === key) return;
  camera.fitted = key;
  const [lats, lons] = [found.map((dot) => dot.lat), found.map((dot) => dot.lon)];
  const [south, north, west, east] = [Math.min(...lats), Math.max(...lats), Math.min(...lons), Math.max(...lons)];
  camera.lat = (south + north) / 2;
  camera.lon = (west + east) / 2;
  camera.scale = Math.min((height - 70) / Math.max(0.8, north - south), (width - 110) / squeeze() / Math.max(0.8, east - west));
}

function draw(drawing, found) {
  const { clientWidth: width, clientHeight: height } = drawing;
  if (!width || !height) return;
  fit(width, height, found);
  const [kx, ky] = [camera.scale * squeeze(), camera.scale];
  const x = (lon) => width / 2 + (lon - camera.lon) * kx;
  const y = (lat) => height / 2 - (lat - camera.lat) * ky;
  drawing.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const land = svg("g", { transform: `translate(${width / 2} ${height / 2}) scale(${kx} ${-ky}) translate(${-camera.lon} ${-camera.lat})` },
    landShapes().map(({ path }) => svg("path", { class: "land", d: path, "fill-rule": "evenodd" })));
  const taken = [];
  const room = (left, top, w, h) => {
    const free = left > 0 && top > 0 && left + w < width && top + h < height - 22 && !taken.some((box) => left < box[2] && box[0] < left + w && top < box[3] && box[1] < top + h);
    if (free) taken.push([left, top, left + w, top + h]);
    return free;
  };
  const marks = svg("g");
  const labels = svg("g", { class: "labels" });
  for (const dot of found) {
    const radius = 4 + Math.min(14, 2 * Math.sqrt(dot.items.size));
    const [cx, cy] = [x(dot.lon), y(dot.lat)];
    if (cx < -20 || cy < -20 || cx > width + 20 || cy > height + 20) continue;
    taken.push([cx - 4, cy - 4, cx + 4, cy + 4]);
    const numbers = [...dot.names.keys()];
    const on = Array.isArray(filter.place) ? numbers.every((n) => filter.place.includes(n)) : numbers.includes(filter.place);
    const circle = svg("circle", { class: `dot${dot.precision > 1 ? " about" : ""}${on ? " on" : ""}`, cx, cy, r: radius, onclick: () => set({ place: on ? null : numbers.length > 1 ? numbers : numbers[0] }) });
    circle.append(svg("title", {}, plain(`${numbers.map((n) => INDEX.places[n].name).join(", ")}: ${many(dot.items.size, "item")}`)));
    marks.append(circle);
  }
  for (const dot of found.slice(0, LABELS)) {
    const name = plain(INDEX.places[[...dot.names].sort((a, b) => b[1] - a[1])[0][0]].name);
    const radius = 4 + Math.min(14, 2 * Math.sqrt(dot.items.size));
    const wide = name.length * 6.4 + 4;
    const [cx, cy] = [x(dot.lon), y(dot.lat)];
    if (room(cx + radius + 2, cy - 8, wide, 15)) labels.append(svg("text", { x: cx + radius + 4, y: cy + 4 }, name));
    else if (room(cx - radius - wide - 2, cy - 8, wide, 15)) labels.append(svg("text", { x: cx - radius - 4, y: cy + 4, "text-anchor": "end" }, name));
  }
  for (const { name, center } of landShapes()) {
    const wide = name.length * 8;
    if (room(x(center.x) - wide / 2, y(center.y) - 8, wide, 16)) labels.append(svg("text", { class: "country", x: x(center.x), y: y(center.y) + 4, "text-anchor": "middle" }, name));
  }
  drawing.replaceChildren(svg("rect", { class: "sea", width, height }), land, graticule(x, y, width, height), marks, labels, scaleBar(height));
}

function graticule(x, y, width, height) {
  const step = [0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 45].find((one) => one * camera.scale > 90) || 45;
  const group = svg("g", { class: "grid" });
  const [lon0, lat0] = [camera.lon - width / 2 / (camera.scale * squeeze()), camera.lat - height / 2 / camera.scale];
  for (let lon = Math.ceil(lon0 / step) * step; x(lon) < width; lon += step) {
    group.append(svg("line", { x1: x(lon), x2: x(lon), y1: 0, y2: height }), svg("text", { x: x(lon) + 3, y: 11 }, `${+Math.abs(lon).toFixed(2)}°${lon < 0 ? "W" : "E"}`));
  }
  for (let lat = Math.ceil(lat0 / step) * step; y(lat) > 0; lat += step) {
    group.append(svg("line", { x1: 0, x2: width, y1: y(lat), y2: y(lat) }), svg("text", { x: 3, y: y(lat) - 3 }, `${+Math.abs(lat).toFixed(2)}°${lat < 0 ? "S" : "N"}`));
  }
  return group;
}

function scaleBar(height) {
  const perKm = camera.scale / KM;
  const km = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000].find((one) => one * perKm > 60) || 5000;
  return svg("g", { class: "scale", transform: `translate(12 ${height - 12})` },
    svg("path", { d: `M0,-5V0H${km * perKm}V-5` }), svg("text", { x: km * perKm + 6, y: 0 }, `${km} km`));
}
