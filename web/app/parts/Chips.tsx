// What an answer is asked about or narrowed to, each to be taken away again.
import type { ReactNode } from "react";

type Props = {
  ids: readonly string[] | undefined;
  onChanged: (ids: string[]) => void;
  verb?: string;
  shown?: (id: string) => ReactNode;
  least?: number;
};

export function Chips({ ids = [], onChanged, verb = "Without", shown = (id) => id, least = 0 }: Props) {
  return ids.map((id) => (
    <span key={id} className="chip">
      {shown(id)}
      {ids.length > least ? (
        <button
          type="button"
          className="usa-button usa-button--unstyled"
          aria-label={`${verb} ${typeof shown(id) === "string" ? String(shown(id)) : id}`}
          onClick={() => onChanged(ids.filter((one) => one !== id))}
        >
          ×
        </button>
      ) : null}
    </span>
  ));
}
