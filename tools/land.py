"""Makes `llmx/report/page/land.json`, the land of the review page's map, from Natural Earth.

    python -m tools.land countries-50m.json

The input is Natural Earth's 1:50m countries (public domain) as TopoJSON, the form in which the npm
package `world-atlas` holds them. Lines are simplified to what a map of a few hundred kilometres
shows, arc by arc, so that neighbours keep one border.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

TARGET = Path(__file__).resolve().parent.parent / "llmx/report/page/land.json"
STEPS = 100
"""Of a degree: coordinates are whole hundredths, some 1.1 km at the equator."""

TOLERANCE = 0.02
"""Degrees that a line may move."""

Point = tuple[float, float]


def main(arguments: list[str]) -> int:
    (source,) = arguments
    topology = json.loads(Path(source).read_text(encoding="utf-8"))
    land = made(topology)
    TARGET.write_text(json.dumps(land, separators=(",", ":"), ensure_ascii=False) + "\n", "utf-8")
    print(
        f"{len(land['arcs'])} arcs, {len(land['countries'])} countries, {TARGET.stat().st_size} B"
    )
    return 0


def made(topology: dict[str, Any]) -> dict[str, Any]:
    """Arcs as differences of whole steps, and each country's polygons as rings of arcs.

    An arc that is used backwards has its complement (~n) in a ring, as in TopoJSON.
    """
    arcs = [_steps(simplified(line, TOLERANCE)) for line in _lines(topology)]
    countries = [
        {"name": shape["properties"]["name"], "rings": _rings(shape)}
        for shape in topology["objects"]["countries"]["geometries"]
        if shape["type"]
    ]
    return {"steps": STEPS, "arcs": arcs, "countries": countries}


def simplified(line: list[Point], tolerance: float) -> list[Point]:
    """Douglas and Peucker: the points without which the line would move more than that."""
    keep = {0, len(line) - 1}
    spans = [(0, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        far, index = max(
            ((_distance(line[i], line[first], line[last]), i) for i in range(first + 1, last)),
            default=(0.0, first),
        )
        if far > tolerance:
            keep.add(index)
            spans += [(first, index), (index, last)]
    return [line[i] for i in sorted(keep)]


def _lines(topology: dict[str, Any]) -> list[list[Point]]:
    (kx, ky), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    lines = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * kx + tx, y * ky + ty))
        lines.append(line)
    return lines


def _steps(line: list[Point]) -> list[int]:
    flat: list[int] = []
    x = y = 0
    for lon, lat in line:
        nx, ny = round(lon * STEPS), round(lat * STEPS)
        if flat and (nx, ny) == (x, y):
            continue
        flat += [nx - x, ny - y]
        x, y = nx, ny
    return flat


def _rings(shape: dict[str, Any]) -> list[list[int]]:
    polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
    return [ring for polygon in polygons for ring in polygon]


def _distance(point: Point, start: Point, end: Point) -> float:
    (x, y), (x1, y1), (x2, y2) = point, start, end
    dx, dy = x2 - x1, y2 - y1
    length = dx * dx + dy * dy
    along = max(0.0, min(1.0, ((x - x1) * dx + (y - y1) * dy) / length)) if length else 0.0
    px, py = x - x1 - along * dx, y - y1 - along * dy
    return float((px * px + py * py) ** 0.5)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
