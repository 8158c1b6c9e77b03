// The words of the page for what the schema names, and how each level looks.
import type { Enum } from "./graphql/graphql";

export const LENSES = ["OUTAGE", "SOURCING"] as const;
export const VIEWS = ["picture", "table"] as const;

export type LevelName = Enum<"Level">;
export type KindName = Enum<"Kind">;
export type Rank = "top" | "middle" | "low" | "none";

const RANKS: Record<string, Rank> = {
  LOST: "top",
  DIRECT: "top",
  DEGRADED: "middle",
  INDIRECT: "middle",
  NOTIFY: "low",
};

export const rankOf = (level: string | null | undefined): Rank => (level ? (RANKS[level] ?? "middle") : "none");

export const LENS_WORDS = { OUTAGE: "Stops working", SOURCING: "Changes hands" } as const;

const PLURALS: Record<string, string> = {
  Agency: "agencies",
  Capability: "capabilities",
  ConfigurationItem: "configuration items",
  OperatingLevelAgreement: "operating level agreements",
  OperatingLevelMetric: "operating level metrics",
  ServiceLevelAgreement: "service level agreements",
  ServiceLevelTarget: "service level targets",
};

/** `ConfigurationItem` as a person says it. */
export const kindWord = (kind: string): string => kind.replace(/(?<=[a-z])[A-Z]/g, (c) => ` ${c.toLowerCase()}`);

/** `10000` as an American office reads it. */
export const grouped = (number: number): string => number.toLocaleString("en-US");

export const counted = (count: number, kind: string): string =>
  `${grouped(count)} ${count === 1 ? kindWord(kind).toLowerCase() : (PLURALS[kind] ?? `${kindWord(kind).toLowerCase()}s`)}`;

/** `2026-11-30` as an American office reads it; moments keep their hour. */
export function day(text: string | null | undefined): string {
  if (!text) return "";
  const [year, month, date] = text.slice(0, 10).split("-").map(Number);
  if (!year || !month || !date) return text;
  const told = new Date(Date.UTC(year, month - 1, date));
  return told.toLocaleDateString("en-US", { year: "numeric", month: "short", day: "numeric", timeZone: "UTC" });
}

/** `LAST_DAY_FOR_NOTICE` as words; what is said by its letters keeps them large. */
export function choice(name: string | null | undefined): string {
  if (!name) return "";
  const words = name.replaceAll("_", " ").toLowerCase().replace("re bid", "re-bid");
  return sentence(words.replaceAll(/\b(sla|ola|olm)(s?)\b/g, (_, letters: string, many: string) => letters.toUpperCase() + many));
}

/** An amount as an office writes it; cents only where there are some. */
export function money({ amount, currency }: { amount: string; currency: string }): string {
  const told = Number(amount);
  const style = { style: "currency", currency, minimumFractionDigits: Number.isInteger(told) ? 0 : 2 } as const;
  return told.toLocaleString("en-US", style);
}

type Names = { totalCount: number; nodes: readonly { name: string }[] };

/** The names of a list of which the first few were asked for. */
export function named({ totalCount, nodes }: Names): string {
  const others = totalCount - nodes.length;
  return nodes.map(({ name }) => name).join(", ") + (others ? ` and ${others} more` : "");
}

/** With a capital, as a line of its own begins. */
export const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** How much of a list stands there. */
export const shownOf = (shown: number, total: number, hidden: number): string =>
  `${grouped(shown)} of ${grouped(total)} shown${hidden ? `, and ${grouped(hidden)} of others` : ""}`;

/** A moment with its hour and its zone. */
export function moment(text: string): string {
  const zone = text.slice(19).replace(/^\.\d+/, "");
  return `${day(text)}, ${text.slice(11, 16)} ${zone === "Z" || zone === "+00:00" ? "UTC" : zone}`.trimEnd();
}

/** A number from 0 to 1 as people read it: 51.2 %, and where digits tell, 99.95 %. */
export const share = (number: number): string =>
  `${number > 0.99 ? Number((100 * number).toPrecision(5)) : Number((100 * number).toFixed(1))} %`;
