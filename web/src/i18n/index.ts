/** The texts of the interface in two languages, and dates and numbers as each writes them. */
import { computed, effect, signal } from "@preact/signals";

import { en } from "./en";
import { sv } from "./sv";

export type Texts = typeof en;
export type Language = "en" | "sv";

const KEPT = "valleygraph.language";

function preferred(): Language {
  const kept = globalThis.localStorage?.getItem(KEPT);
  if (kept === "en" || kept === "sv") return kept;
  return globalThis.navigator?.language.startsWith("sv") ? "sv" : "en";
}

export const language = signal<Language>(preferred());
const texts = computed<Texts>(() => (language.value === "sv" ? sv : en));

/** The texts in the language chosen; a component that calls it is drawn anew when that changes. */
export const t = (): Texts => texts.value;

export function choose(chosen: Language): void {
  language.value = chosen;
  localStorage.setItem(KEPT, chosen);
}

if (typeof document !== "undefined") effect(() => void (document.documentElement.lang = language.value));

/** The name of a type of thing or fact; one that we have no name for is shown as it is. */
export const typeName = (type: string): string => (t().types as Record<string, string>)[type] ?? type;

/** The name of a property. The server's labels are English, and may say more than ours do. */
export function termName(property: string, label?: string): string {
  if (label !== undefined && language.value === "en") return label;
  const local = property.replace(/^.*[#/:]/, "");
  return (t().terms as Record<string, string>)[local] ?? label ?? local;
}

const locale = () => (language.value === "sv" ? "sv-SE" : "en-GB");

export const number = (value: number, digits = 0): string =>
  value.toLocaleString(locale(), { maximumFractionDigits: digits, minimumFractionDigits: digits });

export const share = (value: number): string =>
  value.toLocaleString(locale(), { style: "percent", maximumFractionDigits: 0 });

/** A date in EDTF as people read it; what is not a year, month or day stays as it is. */
export function day(edtf: string | null): string {
  const read = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(edtf?.slice(0, 10) ?? "");
  if (!read) return edtf ?? "";
  const [, year, month, dayOfMonth] = read;
  const time = new Date(Date.UTC(Number(year), Number(month ?? 1) - 1, Number(dayOfMonth ?? 1)));
  if (Number.isNaN(time.getTime())) return edtf ?? "";
  return time.toLocaleDateString(locale(), {
    timeZone: "UTC",
    year: "numeric",
    ...(month ? { month: dayOfMonth ? "short" : "long" } : {}),
    ...(dayOfMonth ? { day: "numeric" } : {}),
  });
}

export function countryName(letters: string): string {
  try {
    return new Intl.DisplayNames([language.value], { type: "region" }).of(letters) ?? letters;
  } catch {
    return letters;
  }
}
