// Says that an answer is on its way; where it takes long, how long it took so far, and how to stop it.
import { useIsFetching, useQueryClient, type QueryKey } from "@tanstack/react-query";
import { useEffect, useState } from "react";

const LONG = 2;

type Props = {
  what?: string;
  /** The question that is asked, which can be stopped and asked again. */
  of?: QueryKey;
  /** How else it is stopped. */
  stop?: () => void;
};

export function Busy({ what = "Asking", of, stop }: Props) {
  const client = useQueryClient();
  const asking = useIsFetching({ queryKey: of ?? [], exact: of !== undefined });
  const [stopped, setStopped] = useState(false);
  if (of && stopped && asking === 0) {
    return (
      <div className="row" role="status">
        <span>{what}: stopped.</span>
        <button
          type="button"
          className="usa-button usa-button--outline"
          onClick={() => {
            setStopped(false);
            void client.refetchQueries({ queryKey: of, exact: true });
          }}
        >
          Ask again
        </button>
      </div>
    );
  }
  const stopOf = () => {
    setStopped(true);
    void client.cancelQueries({ queryKey: of as QueryKey, exact: true });
  };
  return <Ticking what={what} stop={stop ?? (of ? stopOf : undefined)} />;
}

function Ticking({ what, stop }: { what: string; stop: (() => void) | undefined }) {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const ticking = setInterval(() => setSeconds((before) => before + 1), 1000);
    return () => clearInterval(ticking);
  }, []);
  const long = seconds >= LONG;
  return (
    <div className="busy">
      <span role="status">
        {what} …
      </span>
      {long ? <span aria-hidden="true">{seconds} seconds so far</span> : null}
      {long && stop ? (
        <button type="button" className="usa-button usa-button--outline" onClick={stop}>
          Stop
        </button>
      ) : null}
    </div>
  );
}
