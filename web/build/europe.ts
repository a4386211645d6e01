/** `virtual:europe`: the countries of Europe and around it, cut from world-atlas, with ISO letters for ids. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { FeatureCollection } from "geojson";
import { feature } from "topojson-client";
import { topology } from "topojson-server";
import type { GeometryCollection, Topology } from "topojson-specification";
import type { Plugin } from "vite";

const ID = "virtual:europe";
/** ISO 3166-1, digits to letters. */
const LETTERS: Record<string, string> = {
  "008": "AL", "020": "AD", "031": "AZ", "040": "AT", "051": "AM", "056": "BE", "070": "BA", "100": "BG",
  "112": "BY", "191": "HR", "196": "CY", "203": "CZ", "208": "DK", "233": "EE", "234": "FO", "246": "FI",
  "248": "AX", "250": "FR", "268": "GE", "276": "DE", "300": "GR", "304": "GL", "348": "HU", "352": "IS",
  "372": "IE", "376": "IL", "380": "IT", "398": "KZ", "422": "LB", "428": "LV", "438": "LI", "440": "LT",
  "442": "LU", "470": "MT", "492": "MC", "498": "MD", "499": "ME", "504": "MA", "528": "NL", "578": "NO",
  "616": "PL", "620": "PT", "642": "RO", "643": "RU", "674": "SM", "688": "RS", "703": "SK", "705": "SI",
  "724": "ES", "752": "SE", "756": "CH", "760": "SY", "788": "TN", "792": "TR", "804": "UA", "807": "MK",
  "826": "GB", "831": "GG", "832": "JE", "833": "IM", "012": "DZ", "818": "EG", "434": "LY", "368": "IQ",
  "364": "IR", "400": "JO", "275": "PS", "336": "VA",
};

function cut(): Topology {
  const file = createRequire(import.meta.url).resolve("world-atlas/countries-50m.json");
  const world = JSON.parse(readFileSync(file, "utf8")) as Topology<{ countries: GeometryCollection<{ name: string }> }>;
  const all = feature(world, world.objects.countries) as unknown as FeatureCollection;
  const features = all.features.flatMap((country) => {
    const letters = LETTERS[String(country.id)] ?? (country.properties?.["name"] === "Kosovo" ? "XK" : undefined);
    return letters === undefined ? [] : [{ ...country, id: letters, properties: {} }];
  });
  const countries: FeatureCollection = { type: "FeatureCollection", features };
  return topology({ countries }, 2e4);
}

export function europe(): Plugin {
  return {
    name: "europe",
    resolveId: (id) => (id === ID ? `\0${ID}` : undefined),
    load: (id) => (id === `\0${ID}` ? `export default JSON.parse(${JSON.stringify(JSON.stringify(cut()))})` : undefined),
  };
}
