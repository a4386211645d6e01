/** The few drawings of the interface, on a grid of 20. */
const PATHS = {
  plus: "M10 4v12M4 10h12",
  minus: "M4 10h12",
  fit: "M4 8V4h4M12 4h4v4M16 12v4h-4M8 16H4v-4",
  close: "M5 5l10 10M15 5 5 15",
  search: "M9 14A5 5 0 1 0 9 4a5 5 0 0 0 0 10M13 13l4 4",
  filter: "M3 5h14M6 10h8M9 15h2",
  save: "M10 3v9m-4-4 4 4 4-4M4 16h12",
  arrange: "M10 8a2 2 0 1 0 0 4 2 2 0 0 0 0-4M10 8V3M10 12v5M8 10H3M12 10h5M10 2.5h.01M10 17.5h.01M2.5 10h.01M17.5 10h.01",
  sun: "M10 6a4 4 0 1 0 0 8 4 4 0 0 0 0-8M10 2v1M10 17v1M2 10h1M17 10h1M4.5 4.5l.7.7M14.8 14.8l.7.7M4.5 15.5l.7-.7M14.8 5.2l.7-.7",
  moon: "M16 12A7 7 0 0 1 8 4a7 7 0 1 0 8 8",
  auto: "M10 3a7 7 0 1 0 0 14zM10 3a7 7 0 1 1 0 14",
  link: "M8 12l4-4M9 6l2-2a3 3 0 0 1 5 5l-2 2M11 14l-2 2a3 3 0 0 1-5-5l2-2",
  graph: "M5 6a2 2 0 1 0 0-.01M15 8a2 2 0 1 0 0-.01M9 16a2 2 0 1 0 0-.01M6 7l3 8M7 6l8 2M10 15l4-6",
  table: "M3 4h14v12H3zM3 8h14M3 12h14M8 4v12",
  timeline: "M3 16h14M5 16v-5M9 16V7M13 16v-7M16 16V4",
  map: "M3 5l5-2 4 2 5-2v12l-5 2-4-2-5 2zM8 3v12M12 5v12",
  releases: "M5 3h7l3 3v11H5zM8 9h4M8 12h4",
  query: "M7 7a3 3 0 1 1 4 3c-1 .5-1 1-1 2M10 15h.01",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
