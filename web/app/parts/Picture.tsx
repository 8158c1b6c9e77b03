// The picture of an answer, laid out by the server: marks that take focus, one chosen at a time.
import {
  BaseEdge,
  Controls,
  Handle,
  Position,
  ReactFlow,
  type Edge,
  type EdgeProps,
  type Node,
  type NodeProps,
} from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import { useMemo } from "react";
import { graphql, type ResultOf } from "../graphql/graphql";
import { choice, kindWord, rankOf } from "../words";
import { Level } from "./Level";

export const PICTURE_PARTS = graphql(`
  fragment PictureParts on Picture {
    title
    said
    width
    height
    lanes {
      lane
      x
      width
    }
    marks {
      key
      kind
      level
      said
      start
      label
      x
      y
      width
      height
      item {
        id
      }
    }
    bundles {
      key
      label
      level
      said
      ofOthers
      x
      y
      width
      height
    }
    brackets {
      of
      said
      broken
      x
      y
    }
    edges {
      from
      to
      types
      relations
      chosen
      points {
        x
        y
      }
    }
  }
`);

export type PictureParts = ResultOf<typeof PICTURE_PARTS>;
type Mark = PictureParts["marks"][number];
type Points = PictureParts["edges"][number]["points"];
type Bundle = PictureParts["bundles"][number];

const HEAD = 44;

function MarkNode({ data }: NodeProps<Node<{ mark: Mark }>>) {
  const { mark } = data;
  return (
    <div className={`mark mark-${rankOf(mark.level)}${mark.start ? " mark-start" : ""}`}>
      <Ends />
      <span className="mark-name">{mark.label}</span>
      <Level level={mark.level} said={mark.start ? `${mark.said} (start)` : mark.said} />
    </div>
  );
}

function BundleNode({ data }: NodeProps<Node<{ bundle: Bundle }>>) {
  const { bundle } = data;
  return (
    <div className={`mark mark-bundle mark-${rankOf(bundle.level)}${bundle.ofOthers ? " mark-others" : ""}`}>
      <Ends />
      <span className="mark-name">{bundle.label}</span>
      <Level level={bundle.level} said={bundle.said} />
    </div>
  );
}

function LaneNode({ data }: NodeProps<Node<{ lane: string }>>) {
  return <div className="lane">{choice(data.lane)}</div>;
}

function BracketNode({ data }: NodeProps<Node<{ said: string; broken: boolean }>>) {
  return <div className={data.broken ? "bracket bracket-broken" : "bracket"}>{data.said}</div>;
}

/** Where lines begin and end; nobody draws any by hand. */
function Ends() {
  return (
    <>
      <Handle type="target" position={Position.Left} isConnectable={false} style={{ opacity: 0 }} />
      <Handle type="source" position={Position.Right} isConnectable={false} style={{ opacity: 0 }} />
    </>
  );
}

/** A line as the server laid it: it never runs through a mark. */
function LaidEdge({ id, data, style }: EdgeProps<Edge<{ points: Points }>>) {
  return <BaseEdge id={id} path={smooth(data?.points ?? [])} style={style ?? {}} markerEnd="url(#arrow)" />;
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

const EDGE_TYPES = { laid: LaidEdge };
const NODE_TYPES = { mark: MarkNode, bundle: BundleNode, lane: LaneNode, bracket: BracketNode };

const FIT = { padding: 0.04, minZoom: 0.45, maxZoom: 1.1 };
const PLAIN = { hideAttribution: true };

type Props = { picture: PictureParts; chosen?: string | undefined; onChosen: (id: string) => void };

export function Picture({ picture, chosen, onChosen }: Props) {
  const laid = useMemo(() => nodesOf(picture), [picture]);
  const nodes = useMemo(
    // Only the chosen one is another: the others are not drawn again.
    () => laid.map((node) => (chosen && idOf(node) === chosen ? { ...node, selected: true } : node)),
    [laid, chosen],
  );
  const edges = useMemo(() => edgesOf(picture), [picture]);
  return (
    <div className="picture" role="group" aria-label={`${picture.title}: ${picture.said}`}>
      <ReactFlow
        key={picture.title + picture.said}
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        nodesDraggable={false}
        nodesConnectable={false}
        edgesFocusable={false}
        fitView
        fitViewOptions={FIT}
        minZoom={0.1}
        onlyRenderVisibleElements={false}
        proOptions={PLAIN}
        onNodesChange={(changes) => {
          const change = changes.find((one) => one.type === "select" && one.selected);
          const id = change && "id" in change ? idOf(nodes.find((node) => node.id === change.id)) : undefined;
          if (id) onChosen(id);
        }}
      >
        <svg width="0" height="0" aria-hidden="true">
          <marker id="arrow" viewBox="0 0 6 6.4" refX="6" refY="3.2" markerWidth="6" markerHeight="6.4" orient="auto" markerUnits="userSpaceOnUse">
            <path d="M6 3.2L0 0v6.4z" fill="#98a3b0" />
          </marker>
        </svg>
        <Controls showInteractive={false} />
      </ReactFlow>
    </div>
  );
}

const idOf = (node: Node | undefined): string | undefined =>
  (node?.data as { mark?: Mark } | undefined)?.mark?.item.id;

function nodesOf(picture: PictureParts): Node[] {
  const lanes = picture.lanes.map(
    ({ lane, x, width }): Node => ({
      id: `lane:${lane}`,
      type: "lane",
      position: { x: x - 10, y: -HEAD },
      width: width + 20,
      height: picture.height + HEAD,
      data: { lane },
      selectable: false,
      focusable: false,
      zIndex: -1,
    }),
  );
  const marks = picture.marks.map(
    (mark): Node => ({
      id: mark.key,
      type: "mark",
      position: { x: mark.x, y: mark.y },
      width: mark.width,
      height: mark.height,
      data: { mark },
      ariaLabel: `${mark.label}, ${kindWord(mark.kind).toLowerCase()}${mark.level ? `, ${mark.said}` : ""}`,
    }),
  );
  const bundles = picture.bundles.map(
    (bundle): Node => ({
      id: bundle.key,
      type: "bundle",
      position: { x: bundle.x, y: bundle.y },
      width: bundle.width,
      height: bundle.height,
      data: { bundle },
      ariaLabel: `${bundle.label}, ${bundle.said}`,
    }),
  );
  const brackets = picture.brackets.map(
    ({ of, said, broken, x, y }, place): Node => ({
      id: `bracket:${of}:${place}`,
      type: "bracket",
      position: { x, y },
      data: { said, broken },
      selectable: false,
      focusable: false,
    }),
  );
  return [...lanes, ...marks, ...bundles, ...brackets];
}

function edgesOf(picture: PictureParts): Edge[] {
  return picture.edges.map(({ from, to, relations, chosen, types, points }) => ({
    id: `${from}>${to}`,
    type: "laid",
    data: { points },
    source: from,
    target: to,
    style: {
      stroke: chosen ? "#1b1f24" : "#98a3b0",
      strokeWidth: chosen ? 2.4 : Math.min(1 + Math.log2(relations), 5),
    },
    ariaLabel: types.join(", "),
  }));
}
