// Bundles the pages and the workers of the explorer's editor into the folder that is named.
import { build } from "esbuild";

const MONACO = "monaco-editor/esm/vs";

await build({
  entryPoints: {
    explorer: "api/explorer.js",
    openapi: "api/openapi.js",
    page: "api/page.css",
    "editor.worker": `${MONACO}/editor/editor.worker.js`,
    "json.worker": `${MONACO}/language/json/json.worker.js`,
    "graphql.worker": "monaco-graphql/esm/graphql.worker.js",
  },
  outdir: process.argv[2],
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  loader: { ".ttf": "file" },
  define: { "process.env.NODE_ENV": '"production"' },
  legalComments: "linked", // the licences, beside what they are of
  logLevel: "warning",
});
