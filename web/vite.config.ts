import { fileURLToPath } from "node:url";
import license from "rollup-plugin-license";
import { defineConfig } from "vitest/config";

import { europe } from "./build/europe";
import { thirdParty } from "./build/third-party";
import { mock } from "./mock/server";

const built = fileURLToPath(new URL("../graph/serve/static", import.meta.url));

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
  plugins: [
    europe(),
    mock(built),
    license({ thirdParty }),
  ],
  test: { include: ["test/**/*.test.ts"] },
});
