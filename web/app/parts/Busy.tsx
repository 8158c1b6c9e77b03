// Says that an answer is on its way; where it takes long, how long it took so far, and how to stop it.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

const LONG = 2;

export function Busy({ what = "Asking", of }: { what?: string; of?: readonly unknown[] }) {
  const client = useQueryClient();
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const ticking = setInterval(() => setSeconds((before) => before + 1), 1000);
    return () => clearInterval(ticking);
  }, []);
  return (
    <div className="busy" role="status">
      <span>
        {what}
        {seconds >= LONG ? `: ${seconds} seconds so far` : " …"}
      </span>
      {of && seconds >= LONG ? (
        <button
          type="button"
          className="usa-button usa-button--outline"
          onClick={() => void client.cancelQueries({ queryKey: of })}
        >
          Stop
        </button>
      ) : null}
    </div>
  );
}
