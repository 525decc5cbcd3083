import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// The pages are the server's; what is built here are the files that they name by the manifest.
export default defineConfig({
  root: here("."),
  base: "/static/build/",
  publicDir: false,
  build: {
    outDir: here("static/build"),
    emptyOutDir: true,
    manifest: true,
    target: ["chrome87", "safari14", "firefox85"],
    modulePreload: false,
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: ["site", "live", "table", "projector", "console", "offline"]
        .map((name) => here(`ts/${name}.ts`))
        .concat(here("styles/site.css")),
    },
  },
});
