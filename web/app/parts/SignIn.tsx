// Where somebody says who they are: a token, which the server keeps as a session.
import { useQueryClient } from "@tanstack/react-query";
import { useId, useState, type FormEvent } from "react";
import { askAnew } from "./newer";

export function SignIn({ onSignedIn }: { onSignedIn?: () => void }) {
  const id = useId();
  const client = useQueryClient();
  const [refused, setRefused] = useState("");
  async function signIn(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const token = String(new FormData(event.currentTarget).get("token") ?? "").trim();
    const response = await fetch("/session", { method: "POST", headers: { authorization: `Bearer ${token}` } }).catch(
      () => null,
    );
    if (response?.ok) {
      setRefused("");
      onSignedIn?.();
      await askAnew(client);
      return;
    }
    const told = (await response?.json().catch(() => null)) as { errors?: { message: string }[] } | null;
    setRefused(told?.errors?.[0]?.message ?? "The server does not answer. Try again.");
  }
  return (
    <form className="card stack-small usa-form" onSubmit={(event) => void signIn(event)} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>Sign in</h2>
      <p>This office asks who you are. What you have open stays as it is.</p>
      {refused ? (
        <p className="usa-error-message" role="alert">
          {refused}
        </p>
      ) : null}
      <label className="usa-label" htmlFor={id}>
        Token
      </label>
      <span className="usa-hint" id={`${id}-hint`}>
        As <code>ramify token create</code> printed it, or as your administrator gave it to you.
      </span>
      <input
        className="usa-input"
        id={id}
        name="token"
        type="password"
        autoComplete="current-password"
        aria-describedby={`${id}-hint`}
        required
      />
      <button type="submit" className="usa-button">
        Sign in
      </button>
    </form>
  );
}
