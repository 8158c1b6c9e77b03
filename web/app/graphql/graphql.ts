// GraphQL documents whose answers are typed by the schema itself.
import { initGraphQLTada } from "gql.tada";
import type { introspection } from "./schema";

export const graphql = initGraphQLTada<{
  introspection: introspection;
  disableMasking: true;
  scalars: { Date: string; DateTime: string; Decimal: string; JSON: unknown };
}>();

export type { ResultOf, VariablesOf } from "gql.tada";
export type Enum<Name extends "Kind" | "Level" | "Lens" | "Lane"> =
  introspection["types"][Name]["enumValues"];
