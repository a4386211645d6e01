/** A list in which Tab stops once and the arrow keys do the rest. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

interface Props {
  label: string;
  class?: string;
  children: ComponentChildren;
}

const items = (list: HTMLElement): HTMLElement[] => [...list.querySelectorAll<HTMLElement>("[data-item] > :is(a, button)")];

function only(all: HTMLElement[], one: HTMLElement | undefined): void {
  for (const item of all) item.tabIndex = item === one ? 0 : -1;
}

export function Roving({ label, class: name, children }: Props) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    const all = items(list.current as HTMLElement);
    const now = all.find((item) => item === document.activeElement) ?? all.find((item) => item.hasAttribute("aria-current")) ?? all[0];
    only(all, now);
  });
  const onKey = (event: KeyboardEvent) => {
    const all = items(list.current as HTMLElement);
    const at = all.indexOf(document.activeElement as HTMLElement);
    if (at < 0) return;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    const next = to === undefined ? undefined : all[to];
    if (!next) return;
    event.preventDefault();
    only(all, next);
    next.focus();
  };
  return <ul class={name} ref={list} aria-label={label} onKeyDown={onKey}>{children}</ul>;
}
