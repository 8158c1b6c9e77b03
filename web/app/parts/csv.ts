// Rows as a CSV file that spreadsheets open as text: what begins like a formula stays what it says.
export type Cell = string | number | undefined;

const FORMULA = /^[=+\-@\t\r]/;

function told(cell: Cell): string {
  if (cell === undefined) return "";
  if (typeof cell === "number") return String(cell);
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Lines that end as RFC 4180 says, after the mark by which spreadsheets know UTF-8. */
export function csvOf(heads: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return `\uFEFF${[heads, ...rows].map((row) => row.map(told).join(",")).join("\r\n")}\r\n`;
}

/** Hand a file to the browser, to be kept. */
export function download(name: string, content: BlobPart, type = "text/csv"): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
