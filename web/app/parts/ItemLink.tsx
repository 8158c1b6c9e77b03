// A link to an item's facts: plain, since hundreds of them stand on a screen and each of the router's watches it.
import { useRouter } from "@tanstack/react-router";
import type { MouseEvent } from "react";
import { formatAddress } from "../address";

export function ItemLink({ id, children }: { id: string; children: string }) {
  const router = useRouter();
  function followed(event: MouseEvent) {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    void router.navigate({ to: "/item", search: { id } });
  }
  return (
    <a href={`/item${formatAddress({ id })}`} className="usa-link" onClick={followed}>
      {children}
    </a>
  );
}
