// What an impact touches, as rows: the same selection as the picture, a page at a time.
import { graphql, type ResultOf } from "../graphql/graphql";
import { kindWord } from "../words";
import { Level } from "./Level";
import { Pager } from "./Pager";

export const AFFECTED_PARTS = graphql(`
  fragment AffectedParts on AffectedConnection {
    totalCount
    hidden
    pageInfo {
      hasNextPage
      endCursor
    }
    nodes {
      level
      said
      before
      item {
        id
        name
        kind
      }
    }
  }
`);

type Props = {
  affected: ResultOf<typeof AFFECTED_PARTS>;
  chosen?: string | undefined;
  onChosen: (id: string) => void;
  after: string | undefined;
  onPage: (after: string | undefined) => void;
};

export function AffectedTable({ affected, chosen, onChosen, after, onPage }: Props) {
  const { nodes, totalCount, hidden, pageInfo } = affected;
  return (
    <div className="stack-small">
      <div className="table-wrap" tabIndex={0} role="region" aria-label="What is touched">
        <table className="usa-table usa-table--borderless">
          <thead>
            <tr>
              <th scope="col">Level</th>
              <th scope="col">What</th>
              <th scope="col">Kind</th>
              <th scope="col">Id</th>
            </tr>
          </thead>
          <tbody>
            {nodes.map(({ item, level, said }) => (
              <tr key={item.id} aria-selected={item.id === chosen}>
                <td>
                  <Level level={level} said={said} />
                </td>
                <th scope="row">
                  <button type="button" className="usa-button usa-button--unstyled" onClick={() => onChosen(item.id)}>
                    {item.name}
                  </button>
                </th>
                <td>{kindWord(item.kind)}</td>
                <td className="quiet">{item.id}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Pager
        shown={nodes.length}
        total={totalCount}
        hidden={hidden}
        page={pageInfo}
        after={after}
        onPage={onPage}
      />
    </div>
  );
}
