// A link to an item's facts.
import { Link } from "@tanstack/react-router";

export function ItemLink({ id, children }: { id: string; children: string }) {
  return (
    <Link to="/item" search={{ id }} className="usa-link">
      {children}
    </Link>
  );
}
