/** Links to other screens: plain addresses that also work in a new tab. */
import type { ComponentChildren, JSX } from "preact";

import type { Screen } from "../address";
import type { Iri } from "../api/types";
import { typeName } from "../i18n";
import { typeProperty } from "../graph/types";
import { go, hrefOf } from "../screen";

interface Props {
  to: Partial<Screen>;
  class?: string;
  current?: boolean;
  label?: string;
  title?: string;
  style?: JSX.CSSProperties;
  children: ComponentChildren;
}

export function Link({ to, class: name, current, label, title, style, children }: Props) {
  const follow = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    go(to);
  };
  return (
    <a href={hrefOf(to)} class={name} aria-current={current ? "page" : undefined} aria-label={label} title={title} style={style} onClick={follow}>
      {children}
    </a>
  );
}

/** The colour of a type, told in words to those who do not see it. */
export function Dot({ type }: { type: string }) {
  return <span class="dot" role="img" aria-label={typeName(type)} title={typeName(type)} style={{ background: `var(${typeProperty(type)})` }} />;
}

export function ThingLink({ iri, label, type }: { iri: Iri; label: string; type?: string }) {
  return (
    <Link to={{ selection: { kind: "thing", iri } }} class="thing">
      {type && <Dot type={type} />}
      {label}
    </Link>
  );
}
