/** What is bundled, under which licence: fails the build on a licence that we do not accept. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Dependency, Options } from "rollup-plugin-license";

const ACCEPTED = new Set(["MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "0BSD", "OFL-1.1"]);
const RULE = "-".repeat(80);

const packages = new URL("../node_modules/", import.meta.url);
const licence = (name: string): string => readFileSync(new URL(`${name}/LICENSE`, packages), "utf8").trim();

/** Bundled as files, so that the bundler does not see them as modules with a licence. */
const FILES = [
  `Inter (the font), OFL-1.1\n${licence("@fontsource-variable/inter")}`,
  `world-atlas (the borders), ISC; made from Natural Earth, public domain\n${licence("world-atlas")}`,
];

function notice({ name, version, license, author, licenseText }: Dependency): string {
  const head = `${name} ${version}, ${license}`;
  return [head, author?.name, licenseText?.trim()].filter(Boolean).join("\n");
}

export const thirdParty: Options["thirdParty"] = {
  includePrivate: false,
  allow: {
    test: ({ license }) => license != null && ACCEPTED.has(license),
    failOnUnlicensed: true,
    failOnViolation: true,
  },
  output: {
    file: fileURLToPath(new URL("../../graph/serve/static/THIRD-PARTY.txt", import.meta.url)),
    template: (dependencies) =>
      [...FILES, ...dependencies.map(notice).sort()].join(`\n\n${RULE}\n\n`) + "\n",
  },
};
