// Asks the server, and tells what went wrong in words a person can act on.
import { print } from "@0no-co/graphql.web";
import type { TadaDocumentNode } from "gql.tada";

export type Near = { id: string; name: string };
export type Problem = { message: string; code?: string; nearest?: Record<string, Near[]> };

export class AskError extends Error {
  readonly problems: readonly Problem[];
  readonly status: number;
  constructor(problems: readonly Problem[], status: number) {
    super(problems.map((one) => one.message).join("; "));
    this.problems = problems;
    this.status = status;
  }
  /** Whether signing in again is what helps. */
  get signedOut(): boolean {
    return this.status === 401;
  }
}

type Body = {
  data?: unknown;
  errors?: { message: string; extensions?: { code?: string; nearest?: Problem["nearest"] } }[];
};

/** The document as text, for whoever wants to ask it elsewhere. */
export function textOf(document: TadaDocumentNode<never, never>): string {
  return print(document as unknown as Parameters<typeof print>[0]);
}

/** The answer to a document; AskError where there is none. */
export async function ask<Result, Variables>(
  document: TadaDocumentNode<Result, Variables>,
  variables: Variables,
  signal?: AbortSignal,
): Promise<Result> {
  const response = await fetch("/graphql", {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/graphql-response+json" },
    body: JSON.stringify({ query: textOf(document as never), variables }),
    signal: signal ?? null,
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new AskError([{ message: "The server does not answer. Is it running? Try again." }], 0);
  });
  const body = (await response.json().catch(() => ({}))) as Body;
  if (body.errors?.length) {
    throw new AskError(
      body.errors.map(({ message, extensions }) => ({
        message,
        ...(extensions?.code ? { code: extensions.code } : {}),
        ...(extensions?.nearest ? { nearest: extensions.nearest } : {}),
      })),
      response.status,
    );
  }
  if (!response.ok || body.data == null) {
    throw new AskError([{ message: `The server answered ${response.status}. Try again.` }], response.status);
  }
  return body.data as Result;
}
