// The lines of a picture: all that are drawn alike are one path, since hundreds of elements are slow to drag.
import { ViewportPortal } from "@xyflow/react";
import { memo, useMemo } from "react";
import type { PictureParts } from "./Picture";

type Line = PictureParts["edges"][number];
type Points = Line["points"];
type Stroke = { key: string; width: number; chosen: boolean; lines: string; heads: string };

/** How long the head of an arrow is, and half of how wide. */
const HEAD = 6;
const HALF = 3.2;

/** The lines, and above them those `of` a mark that is chosen. */
export const Lines = memo(function Lines({ edges, of }: { edges: readonly Line[]; of?: string | undefined }) {
  const all = useMemo(() => strokesOf(edges), [edges]);
  const near = useMemo(() => strokesOf(edges.filter(({ from, to }) => from === of || to === of)), [edges, of]);
  return (
    <ViewportPortal>
      <svg className="lines" width="1" height="1" aria-hidden="true">
        {all.map((stroke) => (
          <Drawn key={stroke.key} stroke={stroke} />
        ))}
        {near.map((stroke) => (
          <Drawn key={`near ${stroke.key}`} stroke={stroke} near />
        ))}
      </svg>
    </ViewportPortal>
  );
});

function Drawn({ stroke: { width, chosen, lines, heads }, near = false }: { stroke: Stroke; near?: boolean }) {
  return (
    <g className={near ? "lines-near" : chosen ? "lines-chosen" : undefined}>
      <path d={lines} strokeWidth={width} />
      <path className="heads" d={heads} />
    </g>
  );
}

/** The lines by how they are drawn, the chosen way last: it lies above the others. */
function strokesOf(edges: readonly Line[]): Stroke[] {
  const found = new Map<string, Stroke>();
  for (const { relations, chosen, points } of edges) {
    // As wide as `api/picture/arrow.py` draws it.
    const width = chosen ? 2.4 : Number(Math.min(1 + Math.log2(relations) / 3, 3).toFixed(1));
    const key = `${chosen} ${width}`;
    const stroke = found.get(key) ?? { key, width, chosen, lines: "", heads: "" };
    found.set(key, { ...stroke, lines: stroke.lines + smooth(points), heads: stroke.heads + head(points) });
  }
  return [...found.values()].sort((one, other) => Number(one.chosen) - Number(other.chosen));
}

/** Level at every spot, straight where a lane is passed: as `api/picture/arrow.py` draws it. */
function smooth(points: Points): string {
  const [first, second, , last] = points;
  if (!first || !second) return "";
  if (points.length === 4 && last && first.x === last.x) {
    return `M${first.x} ${first.y}C${second.x} ${first.y} ${second.x} ${last.y} ${last.x} ${last.y}`;
  }
  const parts = points.slice(1).map(({ x, y }, place) => {
    const from = points[place] as Points[number];
    const middle = (from.x + x) / 2;
    return y === from.y ? `H${x}` : `C${middle} ${from.y} ${middle} ${y} ${x} ${y}`;
  });
  return `M${first.x} ${first.y}${parts.join("")}`;
}

/** The head of an arrow at the last spot, where every line is level. */
function head(points: Points): string {
  const [before, last] = points.slice(-2);
  if (!before || !last) return "";
  const back = last.x > before.x ? -HEAD : HEAD;
  return `M${last.x} ${last.y}l${back} ${-HALF}v${2 * HALF}z`;
}
