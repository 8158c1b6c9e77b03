// What an answer tells, found by its path and said by its form: in a cell, in a line, in a file.
import type { ReactNode } from "react";
import type { Cell } from "../../parts/csv";
import { ItemLink } from "../../parts/ItemLink";
import { Level } from "../../parts/Level";
import { choice, day, grouped, kindWord, money, moment, share } from "../../words";
import type { CellForm, Told } from "./declared";

type Item = { id: string; name: string };
export type Items = { totalCount: number; nodes: readonly Item[] };
type Relation = { type: string; from: Item; to: Item };
type Money = { amount: string; currency: string };

/** Where something stands: its path, its form, and whether there are several. */
export type Place = { path: readonly string[]; form: CellForm; many: boolean };

/** What stands at a path; null where the way ends. */
export function at(source: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((found, key) => (found == null ? null : (found as Told)[key]), source) ?? null;
}

/** How many more there are at a path that may not be seen. */
function hiddenAt(source: unknown, path: readonly string[]): number {
  const [last, ...before] = path.toReversed();
  const found = last === undefined ? 0 : at(source, [...before.toReversed(), `${last}Hidden`]);
  return typeof found === "number" ? found : 0;
}

const ofOthers = (count: number): string => (count ? `${grouped(count)} of others` : "");

/** The values at a place, one by one; items of a page among them. */
function valuesAt(source: unknown, { path, form, many }: Place): unknown[] {
  const found = at(source, path);
  if (found === null || found === "") return [];
  if (form === "ITEMS") return [...(found as Items).nodes];
  return many ? (found as unknown[]) : [found];
}

function moreAt(source: unknown, { path, form }: Place): number {
  if (form !== "ITEMS") return 0;
  const found = at(source, path) as Items | null;
  return found ? found.totalCount - found.nodes.length : 0;
}

/** Whether there is nothing to say at a place. */
export function isNothing(source: unknown, place: Place): boolean {
  const values = valuesAt(source, place);
  return values.every((value) => value === 0 || value === false) && moreAt(source, place) + hiddenAt(source, place.path) === 0;
}

/** One value in words. */
function said(value: unknown, form: CellForm): string {
  switch (form) {
    case "NUMBER":
      return grouped(Number(value));
    case "SHARE":
      return share(Number(value));
    case "YES_OR_NO":
      return value ? "yes" : "no";
    case "DAY":
      return day(String(value));
    case "MOMENT":
      return moment(String(value));
    case "MONEY":
      return money(value as Money);
    case "CHOICE":
      return choice(String(value));
    case "KIND":
      return kindWord(String(value));
    case "ITEM":
    case "ITEMS":
      return (value as Item).name;
    case "RELATION":
      return `${(value as Relation).from.name} ${choice((value as Relation).type).toLowerCase()} ${(value as Relation).to.name}`;
    case "SENTENCE":
      return (value as { inWords: string }).inWords;
    default:
      return typeof value === "string" ? value : JSON.stringify(value);
  }
}

/** One value as it looks: items lead to their facts. */
function looks(value: unknown, form: CellForm): ReactNode {
  if (form === "LEVEL") return <Level level={String(value)} />;
  if (form === "ITEM" || form === "ITEMS") return linked(value as Item);
  if (form !== "RELATION") return said(value, form);
  const { type, from, to } = value as Relation;
  return (
    <>
      {linked(from)} {choice(type).toLowerCase()} {linked(to)}
    </>
  );
}

const linked = ({ id, name }: Item) => <ItemLink id={id}>{name}</ItemLink>;
const between = (form: CellForm): string => (form === "TEXT" || form === "SENTENCE" ? "; " : ", ");

/** What stands at a place, in one line. */
export function Said({ source, place }: { source: unknown; place: Place }) {
  const values = valuesAt(source, place);
  const more = moreAt(source, place);
  const rest = [more ? `${grouped(more)} more` : "", ofOthers(hiddenAt(source, place.path))].filter(Boolean).join(" and ");
  return (
    <>
      {values.map((value, number) => (
        <span key={number}>
          {number ? between(place.form) : ""}
          {looks(value, place.form)}
        </span>
      ))}
      {rest ? `${values.length ? " and " : ""}${rest}` : ""}
    </>
  );
}

/** What stands at a place, to be sorted, filtered and taken along by. */
export function cellAt(source: unknown, place: Place): Cell {
  const values = valuesAt(source, place);
  const hidden = ofOthers(hiddenAt(source, place.path));
  if (values.length === 0) return hidden || undefined;
  if (values.length === 1 && !place.many && !hidden) {
    const [value] = values;
    if (place.form === "NUMBER" || place.form === "SHARE") return Number(value);
    if (place.form === "MONEY") return Number((value as Money).amount);
    if (place.form === "DAY" || place.form === "MOMENT") return String(value);
    if (place.form === "ITEM") return `${(value as Item).name} (${(value as Item).id})`;
  }
  return [...values.map((value) => said(value, place.form)), hidden].filter(Boolean).join(between(place.form));
}

/** A line of a table: what it shows, and the entry of the list around it, where there is one. */
export type Line = { told: unknown; of: string; number: number };
export type List = { lines: readonly Line[]; total: number; hidden: number; page: { hasNextPage: boolean; endCursor: string | null } };
type Listed = { nodes: readonly unknown[]; totalCount: number; hidden?: number; pageInfo: List["page"] };

const isPage = (value: unknown): value is Listed => Array.isArray((value as Listed | null)?.nodes);
const entriesOf = (value: unknown): readonly unknown[] =>
  value == null ? [] : Array.isArray(value) ? (value as unknown[]) : isPage(value) ? value.nodes : [value];

/** The list at a path; the lists of all entries in one, where the way leads through another list. */
export function listAt(answer: unknown, path: readonly string[]): List {
  const last = path.at(-1) ?? "";
  let around: { told: unknown; of: string }[] = [{ told: answer, of: "" }];
  for (const key of path.slice(0, -1)) {
    around = around.flatMap(({ told, of }) =>
      entriesOf((told as Told)[key]).map((entry) => ({ told: entry, of: String((entry as Told).inWords ?? of) })),
    );
  }
  const lines: Line[] = [];
  let [total, hidden, page] = [0, 0, { hasNextPage: false, endCursor: null } as List["page"]];
  for (const { told, of } of around) {
    const found = (told as Told)[last];
    const entries = entriesOf(found);
    lines.push(...entries.map((entry, number) => ({ told: entry, of, number: lines.length + number })));
    total += isPage(found) ? found.totalCount : entries.length;
    hidden += (isPage(found) ? found.hidden : undefined) ?? hiddenAt(told, [last]);
    if (isPage(found)) page = found.pageInfo;
  }
  return { lines, total, hidden, page };
}
