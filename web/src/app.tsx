/** The frame around the views. */
import { effect } from "@preact/signals";
import type { ComponentType } from "preact";

import { VIEWS, type View } from "./address";
import { theme, type Theme } from "./appearance";
import { choose, language, t } from "./i18n";
import { Icon, type IconName } from "./parts/icons";
import { lazy } from "./parts/lazy";
import { Link } from "./parts/link";
import { go, openThing, screen, view } from "./screen";
import { Search } from "./search/search";
import { Panel } from "./panel/panel";

const SHOWN: Record<View, ComponentType> = {
  graph: lazy(() => import("./views/graph")),
  table: lazy(() => import("./views/table")),
  timeline: lazy(() => import("./views/timeline")),
  map: lazy(() => import("./views/map")),
  releases: lazy(() => import("./views/releases")),
  query: lazy(() => import("./views/query")),
};
const NEXT: Record<Theme, Theme> = { auto: "light", light: "dark", dark: "auto" };
const THEME_ICON: Record<Theme, IconName> = { auto: "auto", light: "sun", dark: "moon" };

function Views() {
  return (
    <nav class="views" aria-label={t().menu}>
      {VIEWS.map((name) => (
        <Link key={name} to={{ view: name }} current={view.value === name}>
          <Icon name={name} />
          <span>{t().views[name]}</span>
        </Link>
      ))}
    </nav>
  );
}

function Switches() {
  const other = language.value === "sv" ? "en" : "sv";
  const label = t().theme[theme.value];
  return (
    <div class="switches" role="group" aria-label={t().settings}>
      <button type="button" class="text" lang={other} title={t().languageHint} onClick={() => choose(other)}>{t().language}</button>
      <button type="button" class="icon-button" aria-label={label} title={label} onClick={() => (theme.value = NEXT[theme.value])}>
        <Icon name={THEME_ICON[theme.value]} />
      </button>
    </div>
  );
}

effect(() => void (document.title = `${t().views[view.value]} · ${t().name}`));

/** In the graph, what was found is also brought into the picture. */
function found(iri: string): void {
  const { view: now, expanded } = screen.peek();
  if (now !== "graph" || expanded.includes(iri)) openThing(iri);
  else go({ selection: { kind: "thing", iri }, expanded: [...expanded, iri] });
}

export function App() {
  const View = SHOWN[view.value];
  return (
    <>
      <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById("main")?.focus(); }}>{t().skip}</a>
      <header class="top">
        <Link to={{ view: "graph" }} class="brand">{t().name}</Link>
        <Views />
        <Search label={t().search.label} placeholder={t().search.placeholder} onChoose={({ iri }) => found(iri)} />
        <Switches />
      </header>
      <div class={`body ${screen.value.selection ? "with-panel" : ""}`}>
        <main id="main" tabIndex={-1}>
          <h1 class="unseen">{t().views[view.value]}</h1>
          <View key={view.value} />
        </main>
        <Panel />
      </div>
    </>
  );
}
