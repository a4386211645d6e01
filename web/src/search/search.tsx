/** Search with suggestions: a combobox as the ARIA practices have it. */
import { useEffect, useId, useRef, useState } from "preact/hooks";

import * as api from "../api/client";
import type { Found } from "../api/types";
import { t, typeName } from "../i18n";
import { Dot } from "../parts/link";
import { Icon } from "../parts/icons";
import { reasonOf } from "../loaded";

const DELAY = 160;

interface Props {
  label: string;
  placeholder: string;
  onChoose: (found: Found) => void;
  /** Takes what was typed as it is, where any IRI will do. */
  onText?: (text: string) => void;
}

/** The name by which it was found, if that is not its label. */
function otherName({ label, aliases }: Found, words: string): string | undefined {
  const sought = words.toLocaleLowerCase();
  if (label.toLocaleLowerCase().includes(sought)) return undefined;
  return aliases.find((alias) => alias.toLocaleLowerCase().includes(sought));
}

function useSuggestions(words: string) {
  const [found, setFound] = useState<{ words: string; items: Found[]; failed: string }>({ words: "", items: [], failed: "" });
  useEffect(() => {
    const sought = words.trim();
    if (sought === "") return setFound({ words: "", items: [], failed: "" });
    let current = true;
    const timer = setTimeout(() => {
      api.search(sought).then(
        ({ items }) => current && setFound({ words: sought, items, failed: "" }),
        (error: unknown) => current && setFound({ words: sought, items: [], failed: reasonOf(error) }),
      );
    }, DELAY);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [words]);
  return found;
}

export function Search({ label, placeholder, onChoose, onText }: Props) {
  const [words, setWords] = useState("");
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const found = useSuggestions(words);
  const id = useId();
  const list = useRef<HTMLUListElement>(null);
  const shown = open && found.words !== "";
  useEffect(() => setActive(0), [found]);
  useEffect(() => list.current?.children[active]?.scrollIntoView({ block: "nearest" }), [active]);

  const choose = (item: Found) => {
    setOpen(false);
    setWords("");
    onChoose(item);
  };
  const step = (by: number) => {
    setOpen(true);
    if (found.items.length > 0) setActive((now) => (now + by + found.items.length) % found.items.length);
  };
  const onKey = (event: KeyboardEvent) => {
    const item = found.items[active];
    if (event.key === "ArrowDown") step(1);
    else if (event.key === "ArrowUp") step(-1);
    else if (event.key === "Enter" && shown && item) choose(item);
    else if (event.key === "Enter" && onText && /^[a-z][a-z0-9+.-]*:\S+$/i.test(words.trim())) onText(words.trim());
    else if (event.key === "Escape" && (open || words)) {
      setOpen(false);
      setWords("");
    } else return;
    event.preventDefault();
  };

  return (
    <div class="search" role="search" aria-label={label}>
      <Icon name="search" />
      <input
        type="text" role="combobox" autocomplete="off" spellcheck={false} enterkeyhint="search"
        aria-label={label} placeholder={placeholder} aria-autocomplete="list" aria-expanded={shown}
        aria-controls={`${id}-list`} aria-activedescendant={shown && found.items[active] ? `${id}-${active}` : undefined}
        value={words}
        onInput={(event) => {
          setWords(event.currentTarget.value);
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKey}
      />
      <ul id={`${id}-list`} ref={list} role="listbox" aria-label={label} hidden={!shown || found.items.length === 0} class="suggestions">
        {found.items.map((item, i) => {
          const other = otherName(item, words.trim());
          return (
            <li
              key={item.iri} id={`${id}-${i}`} role="option" aria-selected={i === active}
              onPointerDown={(event) => event.preventDefault()} onClick={() => choose(item)}
            >
              <Dot type={item.type} />
              <span class="grow">
                {item.label}
                {other && <small> {t().search.also} {other}</small>}
              </span>
              <small>{typeName(item.type)} · {item.degree}</small>
            </li>
          );
        })}
      </ul>
      {shown && found.items.length === 0 && (
        <p class="suggestions none">{found.failed || t().search.nothing(found.words)}</p>
      )}
      <span class="unseen" role="status">{shown ? t().search.found(found.items.length) : ""}</span>
    </div>
  );
}
