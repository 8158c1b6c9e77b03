// How the page is bundled: from here into the folder that the server serves as /assets/app.
import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const uswds = fileURLToPath(new URL("./node_modules/@uswds/uswds", import.meta.url));

export default defineConfig({
  base: "/assets/app/",
  publicDir: false,
  plugins: [react()],
  resolve: { alias: { "@uswds-fonts": `${uswds}/dist/fonts`, "@uswds-img": `${uswds}/dist/img` } },
  css: {
    preprocessorOptions: {
      scss: { loadPaths: [`${uswds}/packages`], quietDeps: true, silenceDeprecations: ["if-function"] },
    },
  },
  build: {
    target: "es2022",
    outDir: "../api/http/built/app",
    emptyOutDir: true,
    assetsDir: ".",
    assetsInlineLimit: 0, // a strict policy allows no font from an address that holds it
    modulePreload: { polyfill: false }, // it would be a script in the page itself
    license: true, // the licences, beside what they are of
  },
  server: { host: "127.0.0.1", proxy: { "/graphql": "http://127.0.0.1:8000" } },
});
