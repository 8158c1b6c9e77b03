// An answer of the server to a document, kept by the document and what was asked with it.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { TadaDocumentNode } from "gql.tada";
import { ask } from "../graphql/ask";

export function useAnswer<Result, Variables>(
  name: string,
  document: TadaDocumentNode<Result, Variables>,
  variables: Variables,
  { enabled = true, keep = false }: { enabled?: boolean; keep?: boolean } = {},
) {
  const key = [name, variables] as const;
  const answer = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => ask(document, variables, signal),
    enabled,
    ...(keep ? { placeholderData: keepPreviousData } : {}),
  });
  return { ...answer, key };
}
