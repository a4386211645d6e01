/** Areas that the reader brings along: GeoJSON or TopoJSON, for instance of NUTS regions. */
import { geoArea, geoBounds, geoContains } from "d3-geo";
import type { Feature, FeatureCollection, GeoJSON, MultiPolygon, Polygon } from "geojson";
import { feature } from "topojson-client";
import type { Topology } from "topojson-specification";

export type Area = Feature<Polygon | MultiPolygon>;

const HALF_OF_THE_GLOBE = 2 * Math.PI;
const NAMES = ["NAME_LATN", "NUTS_NAME", "name", "NAME", "label", "NUTS_ID", "id"];

export const nameOf = ({ properties, id }: Area): string => {
  const key = NAMES.find((name) => typeof properties?.[name] === "string");
  return key ? String(properties?.[key]) : String(id ?? "");
};

const features = (json: GeoJSON): Feature[] =>
  json.type === "FeatureCollection" ? json.features : json.type === "Feature" ? [json] : [];

const isArea = (one: Feature): one is Area => one.geometry?.type === "Polygon" || one.geometry?.type === "MultiPolygon";

/** GeoJSON winds its rings against the clock, d3 with it: what covers half of the globe is the wrong way round. */
function rewound(area: Area): Area {
  const polygons = area.geometry.type === "Polygon" ? [area.geometry.coordinates] : area.geometry.coordinates;
  const coordinates = polygons.map((rings) =>
    geoArea({ type: "Polygon", coordinates: rings }) > HALF_OF_THE_GLOBE ? rings.map((ring) => [...ring].reverse()) : rings,
  );
  return { ...area, geometry: { type: "MultiPolygon", coordinates } };
}

/** The areas of a file; empty if it holds none. */
export function areasOf(text: string): Area[] {
  const json = JSON.parse(text) as Topology | GeoJSON;
  const all = json.type === "Topology"
    ? Object.values(json.objects).flatMap((object) => features(feature(json, object) as FeatureCollection))
    : features(json);
  return all.filter(isArea).map(rewound);
}

/** For each area the sum of what lies in it. */
export function sums<T extends { lat: number; lon: number }>(areas: readonly Area[], places: readonly T[], value: (place: T) => number): number[] {
  return areas.map((area) => {
    const [[west, south], [east, north]] = geoBounds(area);
    return places
      .filter(({ lat, lon }) => lat >= south && lat <= north && (west > east || (lon >= west && lon <= east)))
      .filter(({ lat, lon }) => geoContains(area, [lon, lat]))
      .reduce((sum, place) => sum + value(place), 0);
  });
}
