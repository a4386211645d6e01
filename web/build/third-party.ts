/** What is bundled, under which licence: fails the build on a licence that we do not accept. */
import { fileURLToPath } from "node:url";
import type { Dependency, Options } from "rollup-plugin-license";

const ACCEPTED = new Set(["MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "0BSD", "OFL-1.1"]);
const RULE = "-".repeat(80);

/** Bundled as files, so that the bundler does not see them as modules with a licence. */
const FILES = `Inter (the font), OFL-1.1
The Inter Project Authors, https://github.com/rsms/inter
SIL Open Font License, Version 1.1: https://openfontlicense.org

Natural Earth (the borders, by way of world-atlas, ISC), public domain
https://www.naturalearthdata.com`;

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
      [FILES, ...dependencies.map(notice).sort()].join(`\n\n${RULE}\n\n`) + "\n",
  },
};
