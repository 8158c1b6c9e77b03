// Scenarios that somebody named, to open them again: kept by this browser, for whoever is signed in alone.
import { useState } from "react";
import type { SubstitutionSearch } from "../router";
import { useWho } from "./who";

export type Saved = { name: string; search: SubstitutionSearch };

export function useSaved() {
  const who = useWho();
  const key = who === undefined ? undefined : `scenarios of ${who?.session ? who.name : "anybody"}`;
  const [changed, setChanged] = useState<{ key: string; saved: Saved[] }>();
  const saved = key === undefined ? [] : changed?.key === key ? changed.saved : savedIn(key);
  function put(next: Saved[]) {
    if (key === undefined) return;
    localStorage.setItem(key, JSON.stringify(next));
    setChanged({ key, saved: next });
  }
  const without = (name: string) => saved.filter((one) => one.name !== name);
  return {
    saved,
    /** One of the same name is replaced. */
    save: (one: Saved) => put([...without(one.name), one].sort((a, b) => a.name.localeCompare(b.name))),
    forget: (name: string) => put(without(name)),
  };
}

function savedIn(key: string): Saved[] {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "[]") as Saved[];
  } catch {
    return [];
  }
}
