// Every state is an address: what stands behind the ? is text, told again where it stands twice.
export type Address = Record<string, string | string[]>;

export function parseAddress(text: string): Address {
  const found: Address = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const before = found[name];
    found[name] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value];
  }
  return found;
}

export function formatAddress(address: Record<string, unknown>): string {
  const told = new URLSearchParams();
  for (const [name, value] of Object.entries(address)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== "" && one !== false) told.append(name, String(one));
    }
  }
  const text = told.toString().replaceAll("%3A", ":").replaceAll("%2F", "/");
  return text && `?${text}`;
}

export const listOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === "string" && one !== "");

export const textOf = (value: unknown): string | undefined => listOf(value)[0];

export function oneOf<Choice extends string>(value: unknown, choices: readonly Choice[]): Choice | undefined {
  const text = textOf(value)?.toUpperCase();
  return choices.find((one) => one.toUpperCase() === text);
}
