// A question as the server declares it: what it takes, how its answer reads, and the documents that ask it.
import { parse } from "@0no-co/graphql.web";
import type { TadaDocumentNode } from "gql.tada";
import { listOf, type Address } from "../../address";
import { graphql, type ResultOf } from "../../graphql/graphql";
import { editsOf } from "../../parts/WhatIf";
import { sentence } from "../../words";

export const DECLARED = graphql(`
  query Declared($name: String!) {
    questions(name: $name) {
      name
      key
      said
      askedBy
      example
      document
      arguments {
        key
        label
        said
        form
        many
        required
        namesItems
        ofFacts
        default
        least
        most
        choices
      }
      tables {
        path
        title
        empty
        through
        cursor
        onRequest
        onlyWith
        above
        document
        columns {
          head
          path
          form
          many
          rare
          sorts
        }
      }
      notes {
        said
        path
        form
        many
      }
    }
  }
`);

export type Declared = ResultOf<typeof DECLARED>["questions"][number];
export type Argument = Declared["arguments"][number];
export type DeclaredTable = Declared["tables"][number];
export type DeclaredColumn = DeclaredTable["columns"][number];
export type CellForm = DeclaredColumn["form"];

/** What an answer tells under a name: its types are those of the declaration, not of this page. */
export type Told = { [name: string]: unknown };
export type Given = Record<string, unknown>;
export type Page = { lines?: number; onwards?: string | null; named?: number };

/** A document that the server has written, so that it can be asked like one of the page. */
export const documentOf = (text: string) => parse(text) as unknown as TadaDocumentNode<Record<string, Told>, Given>;

/** Those variables of a page that a document uses; the others it would be refused with. */
export function paged(text: string, page: Page): Page {
  return Object.fromEntries(Object.entries(page).filter(([name]) => text.includes(`$${name}:`)));
}

const revisionOrDay = (text: string) => (/^\d+$/.test(text) ? { revision: Number(text) } : { date: text });
const READ: Partial<Record<Argument["form"], (text: string) => unknown>> = {
  WHOLE_NUMBER: Number,
  YES_OR_NO: (text) => text === "true",
  REVISION_OR_DAY: revisionOrDay,
  REVISIONS_OR_DAYS: revisionOrDay,
};

/** What an address gives for the arguments of a question; what it does not give is as declared. */
export function givenIn({ arguments: taken }: Declared, address: Address): Given {
  const given: Given = {};
  for (const { key, form, many } of taken) {
    const texts = listOf(address[key]);
    if (texts.length === 0) continue;
    const values = form === "EDITS" ? (editsOf(texts) ?? []) : texts.map(READ[form] ?? String);
    given[key] = many ? values : values[0];
  }
  return given;
}

/** The arguments that must be given, and are not. */
export const missingIn = ({ arguments: taken }: Declared, given: Given): Argument[] =>
  taken.filter(({ key, required }) => required && given[key] === undefined);

/** What of an address is for the arguments of a question. */
export const ofArguments = (takes: readonly Argument[], address: Address): Record<string, string[]> =>
  Object.fromEntries(takes.map(({ key }) => [key, listOf(address[key])]));

/** Arguments as an address has them. */
export function addressOf(given: unknown): Address {
  const texts = (value: unknown): string[] =>
    Array.isArray(value) ? value.flatMap(texts) : [typeof value === "object" ? JSON.stringify(value) : String(value)];
  return Object.fromEntries(Object.entries((given ?? {}) as Given).map(([key, value]) => [key, texts(value)]));
}

/** `single-points-of-failure` as a person says it. */
export const titleOf = (name: string): string => sentence(name.replaceAll("-", " "));
