// All rows of a list that the server pages, for who sorts, filters or takes them along.
import type { TadaDocumentNode } from "gql.tada";
import { ask } from "../graphql/ask";

/** So many rows are had at most; a table says so where there are more. */
export const MOST = 10_000;
const PAGE = 1_000;

/** How a table is sorted (`-key`: falling) and filtered; it stands in the address. */
export type Shape = { sort?: string | undefined; filter?: string | undefined };

/** What a list is asked for to stand so; `paths` are the facts that its columns show, by their keys. */
export function arrangedAs({ sort, filter }: Shape, paths: Readonly<Record<string, string>>) {
  const path = sort && paths[sort.replace(/^-/, "")];
  return {
    sort: path ? [`${path} ${sort.startsWith("-") ? "desc" : "asc"}`] : null,
    containing: filter || null,
    among: [...new Set(Object.values(paths))],
  };
}

export type Page<Row> = {
  totalCount: number;
  hidden: number;
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
  nodes: readonly Row[];
};
/** Reads all rows; stopped by the signal. */
export type Whole<Row> = (signal: AbortSignal) => Promise<readonly Row[]>;

export function wholeOf<Result, Variables extends { first: number; after?: string | null }, Row>(
  document: TadaDocumentNode<Result, Variables>,
  variables: Variables,
  pick: (result: Result) => Page<Row>,
): Whole<Row> {
  return allOf(async (after, signal) => pick(await ask(document, { ...variables, first: PAGE, after }, signal)));
}

type Read<Row> = Pick<Page<Row>, "nodes" | "pageInfo">;

/** All rows of a list of which one page after another is read. */
export function allOf<Row>(read: (after: string | null, signal: AbortSignal) => Promise<Read<Row>>): Whole<Row> {
  return async (signal) => {
    const rows: Row[] = [];
    let after: string | null = null;
    do {
      const { nodes, pageInfo }: Read<Row> = await read(after, signal);
      rows.push(...nodes);
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after !== null && rows.length < MOST);
    return rows;
  };
}
