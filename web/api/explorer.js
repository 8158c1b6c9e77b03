// The GraphQL explorer: GraphiQL on this server's own address, its editor's workers beside it.
import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import "graphiql/style.css";
import { createElement } from "react";
import { createRoot } from "react-dom/client";

const WORKERS = { graphql: "graphql.worker.js", json: "json.worker.js" };

globalThis.MonacoEnvironment = {
  getWorker: (_, label) =>
    new Worker(new URL(WORKERS[label] ?? "editor.worker.js", import.meta.url), { type: "module" }),
};

const WELCOME = `# Ctrl-Space completes, Ctrl-Enter asks; the book on the left tells what there is.

{
  revision
}
`;

const fetcher = createGraphiQLFetcher({ url: location.pathname });
const explorer = createElement(GraphiQL, { fetcher, defaultQuery: WELCOME });
createRoot(document.getElementById("page")).render(explorer);
