// A level: its shape, its colour and its word; never its colour alone.
import type { ReactNode } from "react";
import { rankOf, type Rank } from "../words";

const SHAPES: Record<Rank, ReactNode> = {
  top: (
    <>
      <path d="M-2.1 -5h4.2L5 -2.1v4.2L2.1 5h-4.2L-5 2.1v-4.2z" fill="#b3181d" />
      <path d="M-2 -2L2 2M2 -2L-2 2" stroke="#fff" strokeWidth="1.4" />
    </>
  ),
  middle: (
    <>
      <path d="M0 -5L5.4 4.6H-5.4z" fill="#c47f00" />
      <path d="M0 -1.6V1.6M0 2.6V3.6" stroke="#fff" strokeWidth="1.4" />
    </>
  ),
  low: <circle r="4" fill="#fff" stroke="#5b7690" strokeWidth="1.8" />,
  none: null,
};

export function Level({ level, said }: { level: string | null | undefined; said?: string }) {
  if (!level) return null;
  const rank = rankOf(level);
  return (
    <span className={`level level-${rank}`}>
      <svg viewBox="-6 -6 12 12" aria-hidden="true">
        {SHAPES[rank]}
      </svg>
      {said ?? level}
    </span>
  );
}
