// Whether something was recorded since what is shown was asked for; and how to ask for all of it anew.
import { skipToken, useQuery, useQueryClient, type QueryClient, type QueryFilters } from "@tanstack/react-query";
import { useEffect } from "react";
import { ask } from "../graphql/ask";
import { graphql } from "../graphql/graphql";

const REVISION = graphql(`query Revision { revision }`);
const POLL = 15_000;
const NOW = ["revision"] as const;
const SHOWN = ["shown revision"] as const;

const readNow = ({ signal }: { signal: AbortSignal }) => ask(REVISION, {}, signal).then(({ revision }) => revision);

/** Ask for everything anew; from then on, that is what is shown. */
export async function renew(client: QueryClient): Promise<void> {
  const revision = await client.fetchQuery({ queryKey: NOW, queryFn: readNow, staleTime: 0 }).catch(() => undefined);
  client.setQueryData(SHOWN, revision);
  await askAnew(client, { predicate: ({ queryKey: [name] }) => name !== NOW[0] && name !== SHOWN[0] });
}

/** Ask again, also what is under way: it was asked before, and may be answered as of then. */
export async function askAnew(client: QueryClient, which: QueryFilters = {}): Promise<void> {
  await client.cancelQueries(which);
  await client.invalidateQueries(which);
}

/** The revision that there is now, and whether what is shown is of an older one. */
export function useRevision(): { revision: number | undefined; newer: boolean } {
  const client = useQueryClient();
  const { data: revision } = useQuery({
    queryKey: NOW,
    queryFn: readNow,
    refetchInterval: POLL,
    refetchOnWindowFocus: true,
    staleTime: 0,
    retry: false,
  });
  const { data: shown } = useQuery<number>({ queryKey: SHOWN, queryFn: skipToken, gcTime: Infinity });
  useEffect(() => {
    if (revision !== undefined && shown === undefined) client.setQueryData(SHOWN, revision);
  }, [client, revision, shown]);
  return { revision, newer: revision !== undefined && shown !== undefined && revision > shown };
}
