import { fileURLToPath } from "node:url";
import license from "rollup-plugin-license";
import { defineConfig } from "vitest/config";

import { europe } from "./build/europe";
import { thirdParty } from "./build/third-party";
import { mock } from "./mock/server";

const built = fileURLToPath(new URL("../graph/serve/static", import.meta.url));

/** The address of a running `valley serve`; without it, the invented world of mock/ answers. */
const server = process.env["VALLEY"];
const proxy = server ? Object.fromEntries(["/api", "/sparql", "/id", "/concept"].map((path) => [path, server])) : {};

export default defineConfig({
  base: "/static/",
  build: {
    outDir: built,
    emptyOutDir: true,
    assetsDir: ".",
    target: "es2022",
    chunkSizeWarningLimit: 800,
    reportCompressedSize: true,
  },
  server: { proxy },
  preview: { proxy },
  plugins: [
    europe(),
    mock(built, server === undefined),
    license({ thirdParty }),
  ],
  test: { include: ["test/**/*.test.ts"] },
});
