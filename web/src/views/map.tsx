/** Europe, with the places of the graph; drawn from what is in the bundle. */
import { geoAzimuthalEqualArea, geoPath } from "d3-geo";
import { select } from "d3-selection";
import { zoom, zoomIdentity, type ZoomBehavior } from "d3-zoom";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { feature } from "topojson-client";
import europe from "virtual:europe";

import type { Shading } from "../address";
import * as api from "../api/client";
import type { PlaceOnMap, Places } from "../api/types";
import { firstDay, lastDay } from "../dates";
import { countryName, number, t } from "../i18n";
import { type Loaded, useLoaded } from "../loaded";
import { type Area, areasOf, nameOf, sums } from "../map/areas";
import { Select, Span } from "../parts/filters";
import { Icon } from "../parts/icons";
import { Link } from "../parts/link";
import { Roving } from "../parts/roving";
import { Empty, Ready } from "../parts/states";
import { useSize } from "../parts/width";
import { ranked } from "../ranked";
import { filter, filters, go, openThing, screen, selectedThing } from "../screen";

const THEMES = 10;
const LISTED = 200;
const [WEST, SOUTH, EAST, NORTH] = [-11, 35, 33, 70.5];

const countries = feature(europe, europe.objects.countries).features;
/** Equal areas, centred as the maps of the European Union are. */
const projection = (width: number, height: number) =>
  geoAzimuthalEqualArea().rotate([-10, -52]).fitExtent([[8, 8], [width - 8, height - 8]], {
    type: "MultiPoint", coordinates: [[WEST, SOUTH], [EAST, SOUTH], [WEST, NORTH], [EAST, NORTH], [10, NORTH + 1], [10, SOUTH]],
  });

type Counted = Exclude<Shading, "themes">;
const measureOf = (shading: Shading): Counted => (shading === "themes" ? "things" : shading);

function tint(value: number, most: number): string {
  if (value === 0 || most === 0) return "var(--land)";
  return `color-mix(in oklab, var(--accent) ${Math.round(10 + 45 * Math.sqrt(value / most))}%, var(--land))`;
}

interface Painted {
  places: PlaceOnMap[];
  themes: string[];
  measure: Counted;
  most: number;
}

function usePainted({ places }: Places): Painted {
  const { shading } = screen.value;
  const chosen = selectedThing.value;
  return useMemo(() => {
    const measure = measureOf(shading);
    const themes = shading === "themes" ? ranked(places.flatMap((place) => place.themes), THEMES) : [];
    const ordered = [...places].sort((a, b) => b[measure] - a[measure]);
    return { places: ordered.filter((place) => place[measure] > 0 || place.iri === chosen), themes, measure, most: ordered[0]?.[measure] ?? 0 };
  }, [places, shading, chosen]);
}

function colourOfPlace(place: PlaceOnMap, themes: readonly string[]): string {
  if (screen.value.shading !== "themes") return "var(--accent)";
  const at = themes.findIndex((theme) => place.themes.includes(theme));
  return at < 0 ? "var(--quiet)" : `var(--c${at})`;
}

const told = (place: PlaceOnMap): string => {
  const { counts } = t();
  return [place.label, counts.things(place.things), counts.agreements(place.agreements), counts.designations(place.designations), place.themes.join(", ")].filter(Boolean).join(" · ");
};

function Points({ painted, project, scale }: { painted: Painted; project: (at: [number, number]) => [number, number] | null; scale: number }) {
  const { places, themes, measure, most } = painted;
  const chosen = selectedThing.value;
  return (
    <g>
      {places.map((place) => {
        const at = project([place.lon, place.lat]);
        const value = place[measure];
        if (!at || (value === 0 && place.iri !== chosen)) return null;
        const radius = (3 + 13 * Math.sqrt(most === 0 ? 0 : value / most)) / scale;
        return (
          <circle
            key={place.iri} cx={at[0]} cy={at[1]} r={radius} class={place.iri === chosen ? "point chosen" : "point"}
            fill={colourOfPlace(place, themes)} onClick={() => openThing(place.iri)}
          >
            <title>{told(place)}</title>
          </circle>
        );
      })}
    </g>
  );
}

function Labels({ painted, project, scale }: { painted: Painted; project: (at: [number, number]) => [number, number] | null; scale: number }) {
  const taken: [number, number][] = [];
  const room = 90 / scale;
  const shown = painted.places.filter((place) => place[painted.measure] > 0).slice(0, 400).flatMap((place) => {
    const at = project([place.lon, place.lat]);
    if (!at || taken.length >= 40 || taken.some(([x, y]) => Math.abs(x - at[0]) < room && Math.abs(y - at[1]) < room / 5)) return [];
    taken.push(at);
    return [{ place, at }];
  });
  return (
    <g class="labels" font-size={12 / scale} stroke-width={3 / scale} aria-hidden="true">
      {shown.map(({ place, at: [x, y] }) => (
        <text key={place.iri} x={x} y={y - (5 + 13 * Math.sqrt(place[painted.measure] / (painted.most || 1))) / scale} text-anchor="middle">{place.label}</text>
      ))}
    </g>
  );
}

function Drawing({ known, painted, areas }: { known: Places; painted: Painted; areas: Area[] }) {
  const [svg, { width, height }] = useSize<SVGSVGElement>();
  const [view, setView] = useState(zoomIdentity);
  const behaviour = useRef<ZoomBehavior<SVGSVGElement, unknown> | null>(null);
  const { measure } = painted;
  const map = useMemo(() => projection(Math.max(width, 100), Math.max(height, 100)), [width, height]);
  const outlines = useMemo(() => {
    const path = geoPath(map);
    return { countries: countries.map((country) => path(country) ?? ""), areas: areas.map((area) => path(area) ?? "") };
  }, [map, areas]);
  const filled = useMemo(() => sums(areas, known.places, (place) => place[measure]), [areas, known, measure]);
  const mostInCountry = Math.max(0, ...Object.values(known.countries).map((country) => country[measure]));
  const mostInArea = Math.max(0, ...filled);

  useEffect(() => {
    if (!svg.current || width === 0) return;
    const zoomed = zoom<SVGSVGElement, unknown>().scaleExtent([0.7, 40]).translateExtent([[-width, -height], [2 * width, 2 * height]])
      .on("zoom", ({ transform }: { transform: typeof zoomIdentity }) => setView(transform));
    behaviour.current = zoomed;
    select(svg.current).call(zoomed);
  }, [width, height]);

  const by = (factor: number) => svg.current && behaviour.current?.scaleBy(select(svg.current), factor);
  const reset = () => svg.current && behaviour.current?.transform(select(svg.current), zoomIdentity);
  const { graph, map: texts } = t();
  return (
    <div class="stage sea">
      <svg ref={svg} class="map" role="img" aria-label={texts.label}>
        <g transform={view.toString()}>
          {countries.map((country, i) => {
            const inside = known.countries[String(country.id)];
            const value = inside?.[measure] ?? 0;
            return (
              <path key={i} d={outlines.countries[i]} class="country" fill={areas.length > 0 ? "var(--land)" : tint(value, mostInCountry)} stroke-width={0.7 / view.k}>
                <title>{`${countryName(String(country.id))} · ${number(value)}`}</title>
              </path>
            );
          })}
          {areas.map((area, i) => (
            <path key={i} d={outlines.areas[i]} class="area" fill={tint(filled[i] ?? 0, mostInArea)} stroke-width={0.5 / view.k}>
              <title>{`${nameOf(area)} · ${number(filled[i] ?? 0)}`}</title>
            </path>
          ))}
          <Points painted={painted} project={map} scale={view.k} />
          <Labels painted={painted} project={map} scale={view.k} />
        </g>
      </svg>
      <div class="tools">
        <button type="button" class="icon-button" aria-label={graph.zoomIn} title={graph.zoomIn} onClick={() => by(1.6)}><Icon name="plus" /></button>
        <button type="button" class="icon-button" aria-label={graph.zoomOut} title={graph.zoomOut} onClick={() => by(1 / 1.6)}><Icon name="minus" /></button>
        <button type="button" class="icon-button" aria-label={graph.fit} title={graph.fit} onClick={reset}><Icon name="fit" /></button>
      </div>
      {painted.themes.length === 0 && (
        <p class="legend scale">{texts.less} <span class="gradient" /> {texts.most}</p>
      )}
      {painted.themes.length > 0 && (
        <ul class="legend" aria-label={graph.legend}>
          {painted.themes.map((theme, i) => <li key={theme}><span class="dot" style={{ background: `var(--c${i})` }} /> {theme}</li>)}
        </ul>
      )}
    </div>
  );
}

function List({ painted }: { painted: Painted }) {
  const { map: texts } = t();
  return (
    <section class="list map-list" aria-label={texts.list}>
      <Roving class="items" label={texts.list}>
        {painted.places.slice(0, LISTED).map((place) => (
          <li key={place.iri} data-item>
            <Link to={{ selection: { kind: "thing", iri: place.iri } }} class="item" current={place.iri === selectedThing.value}>
              <span class="row">
                <span class="dot" style={{ background: colourOfPlace(place, painted.themes) }} />
                <span class="grow">{place.label}</span>
                <strong>{number(place[painted.measure])}</strong>
              </span>
              <small>{[texts.kinds[place.kind] ?? place.kind, countryName(place.country), place.themes.slice(0, 3).join(", ")].filter(Boolean).join(" · ")}</small>
            </Link>
          </li>
        ))}
      </Roving>
    </section>
  );
}

function AreaPicker({ areas, onAreas }: { areas: Area[]; onAreas: (areas: Area[]) => void }) {
  const [wrong, setWrong] = useState(false);
  const { map: texts } = t();
  const read = async (file: File | undefined) => {
    if (!file) return;
    let found: Area[] = [];
    try {
      found = areasOf(await file.text());
    } catch {
      // not JSON: said below, as any other file without areas
    }
    setWrong(found.length === 0);
    onAreas(found);
  };
  if (areas.length > 0) {
    return <span class="row">{texts.areasShown(areas.length)} <button type="button" onClick={() => onAreas([])}>{texts.areasRemove}</button></span>;
  }
  return (
    <span class="row">
      <label class="button file" title={texts.areasHint}>
        {texts.areas}
        <input class="unseen" type="file" accept=".json,.geojson,.topojson,application/json,application/geo+json" onChange={(event) => void read(event.currentTarget.files?.[0])} />
      </label>
      {wrong && <span class="failed" role="alert">{texts.areasWrong}</span>}
    </span>
  );
}

function Shown({ known, areas }: { known: Places; areas: Area[] }) {
  const painted = usePainted(known);
  const { from, to } = filters.value;
  const { map: texts } = t();
  if (known.places.length === 0) return <Empty title={texts.empty}>{from || to ? texts.emptyThen : texts.emptyHint}</Empty>;
  return (
    <div class="map-and-list">
      <Drawing known={known} painted={painted} areas={areas} />
      <List painted={painted} />
    </div>
  );
}

/** What the places have to tell of the months that are chosen; until it is there, what was shown before. */
function usePlaces(): [Loaded<Places>, () => void] {
  const { from, to } = filters.value;
  const asked = { from: firstDay(from), to: lastDay(to) };
  const [places, again] = useLoaded(JSON.stringify(asked), () => api.places(asked));
  const before = useRef<Loaded<Places>>(places);
  if (places.state !== "loading") before.current = places;
  return [before.current, again];
}

export default function MapView() {
  const places = usePlaces();
  const [areas, setAreas] = useState<Area[]>([]);
  const { from, to } = filters.value;
  const { map: texts } = t();
  return (
    <div class="column">
      <div class="bar">
        <Select<Shading> label={texts.colour} names={texts.colours} value={screen.value.shading} onChange={(shading) => go({ shading })} />
        <Span />
        {(from || to) && <button type="button" onClick={() => filter({ from: "", to: "" }, "new")}>{t().clear}</button>}
        <AreaPicker areas={areas} onAreas={setAreas} />
      </div>
      <Ready of={places}>{(known) => <Shown known={known} areas={areas} />}</Ready>
    </div>
  );
}
