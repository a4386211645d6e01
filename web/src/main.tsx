import { render } from "preact";

import { neighbourhood, overview } from "./api/client";
import { App } from "./app";
import { screen } from "./screen";
import "./style/index.css";

/** What the first picture needs is asked for while its code is still on the way. */
function askAhead(): void {
  const { view, overview: size, expanded } = screen.peek();
  if (view !== "graph" && view !== "table") return;
  const networks = [...(size > 0 ? [overview(size)] : []), ...expanded.map((iri) => neighbourhood(iri))];
  networks.forEach((network) => network.catch(() => undefined));
}

askAhead();
render(<App />, document.getElementById("app") as HTMLElement);
