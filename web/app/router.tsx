// Which address shows which screen; what a screen remembers stands in its address.
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { formatAddress, listOf, oneOf, parseAddress, textOf, type Address } from "./address";
import { Failed } from "./parts/Failed";
import { Frame } from "./parts/Frame";
import type { Shape } from "./parts/Table";
import { LENSES, VIEWS } from "./words";

const root = createRootRoute({ component: Frame, notFoundComponent: () => <Failed error={new Error("There is no such page.")} /> });

const shape = (address: Record<string, unknown>): Shape => ({
  sort: textOf(address.sort),
  filter: textOf(address.filter),
});

export type HomeSearch = Shape & {
  of?: string[] | undefined;
  after?: string | undefined;
  asOf?: string | undefined;
};

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  validateSearch: (address: Record<string, unknown>): HomeSearch => ({
    ...shape(address),
    of: listOf(address.of),
    after: textOf(address.after),
    asOf: textOf(address.asOf),
  }),
  component: lazyRouteComponent(() => import("./screens/Home"), "Home"),
});

/** What is asked: the starts, through which lens, on which day, on top of which edits. */
export type Asked = {
  of?: string[] | undefined;
  lens?: (typeof LENSES)[number] | undefined;
  asOf?: string | undefined;
  edit?: string[] | undefined;
};

export type ImpactSearch = Asked & Shape & {
  view?: (typeof VIEWS)[number] | undefined;
  level?: string | undefined;
  kind?: string[] | undefined;
  after?: string | undefined;
  chosen?: string | undefined;
  to?: string | undefined;
};

export type ItemSearch = Shape & { id: string; asOf?: string | undefined };

const asked = (address: Record<string, unknown>): Asked => ({
  of: listOf(address.of),
  lens: oneOf(address.lens, LENSES),
  asOf: textOf(address.asOf),
  edit: listOf(address.edit),
});

const impact = createRoute({
  getParentRoute: () => root,
  path: "/impact",
  validateSearch: (address: Record<string, unknown>): ImpactSearch => ({
    ...asked(address),
    ...shape(address),
    view: oneOf(address.view, VIEWS),
    level: textOf(address.level),
    kind: listOf(address.kind),
    after: textOf(address.after),
    chosen: textOf(address.chosen),
    to: textOf(address.to),
  }),
  component: lazyRouteComponent(() => import("./screens/Impact"), "Impact"),
});

const item = createRoute({
  getParentRoute: () => root,
  path: "/item",
  validateSearch: (address: Record<string, unknown>): ItemSearch => ({
    ...shape(address),
    id: textOf(address.id) ?? "",
    asOf: textOf(address.asOf),
  }),
  component: lazyRouteComponent(() => import("./screens/Item"), "Item"),
});

export type ExploreSearch = {
  of?: string[] | undefined;
  depth?: number | undefined;
  asOf?: string | undefined;
  chosen?: string | undefined;
  to?: string | undefined;
};

const explore = createRoute({
  getParentRoute: () => root,
  path: "/explore",
  validateSearch: (address: Record<string, unknown>): ExploreSearch => ({
    of: listOf(address.of),
    depth: Number(address.depth) || undefined,
    asOf: textOf(address.asOf),
    chosen: textOf(address.chosen),
    to: textOf(address.to),
  }),
  component: lazyRouteComponent(() => import("./screens/Explore"), "Explore"),
});

export type ContractsSearch = Shape & {
  of?: string[] | undefined;
  until?: string | undefined;
  asOf?: string | undefined;
  after?: string | undefined;
};

const contracts = createRoute({
  getParentRoute: () => root,
  path: "/contracts",
  validateSearch: (address: Record<string, unknown>): ContractsSearch => ({
    ...shape(address),
    of: listOf(address.of),
    until: textOf(address.until),
    asOf: textOf(address.asOf),
    after: textOf(address.after),
  }),
  component: lazyRouteComponent(() => import("./screens/Contracts"), "Contracts"),
});

export type SubstitutionSearch = Shape & {
  supplier?: string | undefined;
  by?: string | undefined;
  service?: string[] | undefined;
  on?: string | undefined;
  asOf?: string | undefined;
};

const substitution = createRoute({
  getParentRoute: () => root,
  path: "/substitution",
  validateSearch: (address: Record<string, unknown>): SubstitutionSearch => ({
    ...shape(address),
    supplier: textOf(address.supplier),
    by: textOf(address.by),
    service: listOf(address.service),
    on: textOf(address.on),
    asOf: textOf(address.asOf),
  }),
  component: lazyRouteComponent(() => import("./screens/Substitution"), "Substitution"),
});

export type LoadsSearch = Shape & { upload?: string | undefined; after?: string | undefined };

const loads = createRoute({
  getParentRoute: () => root,
  path: "/loads",
  validateSearch: (address: Record<string, unknown>): LoadsSearch => ({
    ...shape(address),
    upload: textOf(address.upload),
    after: textOf(address.after),
  }),
  component: lazyRouteComponent(() => import("./screens/Loads"), "Loads"),
});

export type QuestionsSearch = { filter?: string | undefined; asOf?: string | undefined };

const questions = createRoute({
  getParentRoute: () => root,
  path: "/ask",
  validateSearch: (address: Record<string, unknown>): QuestionsSearch => ({
    filter: textOf(address.filter),
    asOf: textOf(address.asOf),
  }),
  component: lazyRouteComponent(() => import("./screens/Questions"), "Questions"),
});

/** What a question takes is declared by the server: its address is read when that is known. */
const question = createRoute({
  getParentRoute: () => root,
  path: "/ask/$name",
  validateSearch: (address: Record<string, unknown>): Address =>
    Object.fromEntries(Object.entries(address).map(([name, value]) => [name, listOf(value)])),
  component: lazyRouteComponent(() => import("./screens/Question"), "Question"),
});

export const router = createRouter({
  routeTree: root.addChildren([home, impact, explore, contracts, substitution, item, loads, questions, question]),
  parseSearch: parseAddress,
  stringifySearch: formatAddress,
  scrollRestoration: true,
  defaultPreload: false,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
