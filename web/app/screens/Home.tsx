// What needs me today: one box to ask, and below it what comes next.
import { Link, useNavigate } from "@tanstack/react-router";
import { ItemBox } from "../parts/ItemBox";

export function Home() {
  const navigate = useNavigate();
  return (
    <div className="stack">
      <section aria-labelledby="ask" className="stack-small">
        <h1 id="ask">What changes?</h1>
        <ItemBox
          label="A supplier, a contract, a server, a ticket"
          hint="Any id, name, alias, number or ticket."
          onChosen={(id) => void navigate({ to: "/impact", search: { of: [id] } })}
        />
      </section>
      <section className="stack-small">
        <h2>First questions to try</h2>
        <ul>
          <li>
            <Link className="usa-link" to="/impact" search={{ of: ["supplier:cirrus"] }}>
              What if Cirrus stops working?
            </Link>
          </li>
        </ul>
      </section>
    </div>
  );
}
