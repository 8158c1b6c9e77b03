// The picture of an answer, laid out by the server: marks that take focus, one chosen at a time.
import { Controls, ReactFlow, getViewportForBounds, type Node, type NodeProps } from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import { useCallback, useMemo, useState, type CSSProperties } from "react";
import { graphql, type ResultOf } from "../graphql/graphql";
import { choice, kindWord, rankOf } from "../words";
import { Level } from "./Level";
import { Lines } from "./Lines";
import { useGrowing } from "./useGrowing";

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
type Bundle = PictureParts["bundles"][number];

const HEAD = 44;
/** Below the last mark, on paper. */
const EDGE = 8;

function MarkNode({ data }: NodeProps<Node<{ mark: Mark }>>) {
  const { mark } = data;
  return (
    <div className={`mark mark-${rankOf(mark.level)}${mark.start ? " mark-start" : ""}`}>
      <span className="mark-name">{mark.label}</span>
      <Level level={mark.level} said={mark.start ? `${mark.said} (start)` : mark.said} />
    </div>
  );
}

function BundleNode({ data }: NodeProps<Node<{ bundle: Bundle }>>) {
  const { bundle } = data;
  return (
    <div className={`mark mark-bundle mark-${rankOf(bundle.level)}${bundle.ofOthers ? " mark-others" : ""}`}>
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

const NODE_TYPES = { mark: MarkNode, bundle: BundleNode, lane: LaneNode, bracket: BracketNode };

const PLAIN = { hideAttribution: true };
/** What a mark needs to be measured for, it has: it is as large as the server laid it, and no line leaves it. */
const LAID = { handles: [] };

type Size = { width: number; height: number };
type Props = { picture: PictureParts; chosen?: string | undefined; onChosen: (id: string) => void };

export function Picture(props: Props) {
  const { title, said, width, height } = props.picture;
  const [size, setSize] = useState<Size>();
  const frame = useCallback((found: HTMLDivElement | null) => {
    if (found) setSize({ width: found.clientWidth, height: found.clientHeight });
  }, []);
  return (
    <div
      ref={frame}
      className="picture"
      style={onPaper(width, height + HEAD + EDGE)}
      role="group"
      aria-label={`${title}: ${said}`}
    >
      {size ? <Drawing key={title + said} {...props} size={size} /> : null}
    </div>
  );
}

function Drawing({ picture, chosen, onChosen, size }: Props & { size: Size }) {
  const [view] = useState(() => fitted(picture, size));
  const laid = useGrowing(useMemo(() => nodesOf(picture), [picture]));
  const nodes = useMemo(
    // Only the chosen one is another: the others are not drawn again.
    () => laid.map((node) => (chosen && idOf(node) === chosen ? { ...node, selected: true } : node)),
    [laid, chosen],
  );
  return (
    <ReactFlow
      nodes={nodes}
      nodeTypes={NODE_TYPES}
      nodesDraggable={false}
      nodesConnectable={false}
      defaultViewport={view}
      minZoom={0.1}
      proOptions={PLAIN}
      onNodesChange={(changes) => {
        const change = changes.find((one) => one.type === "select" && one.selected);
        const id = change && "id" in change ? idOf(nodes.find((node) => node.id === change.id)) : undefined;
        if (id) onChosen(id);
      }}
    >
      <Lines edges={picture.edges} of={picture.marks.find(({ item }) => item.id === chosen)?.key} />
      <Controls showInteractive={false} />
    </ReactFlow>
  );
}

/** How it is printed: whole, within about letter paper between its margins. */
function onPaper(width: number, height: number): CSSProperties {
  const scale = Math.min(1, 690 / width, 880 / height);
  return { "--paper": scale, "--tall": `${height * scale}px`, "--head": `${HEAD}px` } as CSSProperties;
}

/** Where the picture stands in its frame at first: whole, as far as it can be read then. */
function fitted({ width, height }: PictureParts, frame: Size) {
  const whole = { x: 0, y: -HEAD, width, height: height + HEAD };
  return getViewportForBounds(whole, frame.width, frame.height, 0.45, 1.1, 0.04);
}

const idOf = (node: Node | undefined): string | undefined =>
  (node?.data as { mark?: Mark } | undefined)?.mark?.item.id;

function nodesOf(picture: PictureParts): Node[] {
  const lanes = picture.lanes.map(
    ({ lane, x, width }): Node => ({
      ...LAID,
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
      ...LAID,
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
      ...LAID,
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
