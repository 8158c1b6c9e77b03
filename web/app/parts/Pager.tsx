// Where one is in a list that the server pages, and the way on and back to its beginning.
import { shownOf } from "../words";

type Props = {
  shown: number;
  total: number;
  hidden: number;
  page: { hasNextPage: boolean; endCursor: string | null };
  after: string | undefined;
  onPage: (after: string | undefined) => void;
};

export function Pager({ shown, total, hidden, page, after, onPage }: Props) {
  return (
    <div className="row">
      <span className="quiet">{shownOf(shown, total, hidden)}</span>
      {after ? (
        <button type="button" className="usa-button usa-button--outline" onClick={() => onPage(undefined)}>
          First page
        </button>
      ) : null}
      {page.hasNextPage ? (
        <button
          type="button"
          className="usa-button usa-button--outline"
          onClick={() => onPage(page.endCursor ?? undefined)}
        >
          Next page
        </button>
      ) : null}
    </div>
  );
}
