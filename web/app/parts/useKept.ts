// What somebody has typed and not sent: it outlives a reload, and a session that ends in between.
import { useState } from "react";

export function useKept<Value>(key: string, initial: Value): [Value, (value: Value) => void] {
  const [value, setValue] = useState<Value>(() => keptIn(key) ?? initial);
  function keep(next: Value) {
    setValue(next);
    sessionStorage.setItem(key, JSON.stringify(next));
  }
  return [value, keep];
}

export function forget(key: string): void {
  sessionStorage.removeItem(key);
}

function keptIn<Value>(key: string): Value | undefined {
  try {
    const text = sessionStorage.getItem(key);
    return text === null ? undefined : (JSON.parse(text) as Value);
  } catch {
    return undefined;
  }
}
