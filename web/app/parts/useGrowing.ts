// A long list a piece at a time, so that no task of the browser draws hundreds of things at once.
import { useEffect, useMemo, useState } from "react";

/** So many are drawn in one task. */
const PIECE = 40;

/** The first of them, and with each frame more, until all are there. */
export function useGrowing<One>(all: readonly One[]): readonly One[] {
  const [count, setCount] = useState(PIECE);
  const more = count < all.length;
  useEffect(() => {
    if (!more) return;
    const frame = requestAnimationFrame(() => setCount((before) => before + PIECE));
    return () => cancelAnimationFrame(frame);
  }, [count, more]);
  return useMemo(() => (more ? all.slice(0, count) : all), [all, count, more]);
}
