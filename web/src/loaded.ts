/** Something that is asked for: on its way, here, or refused. */
import { useCallback, useEffect, useState } from "preact/hooks";

import { Refused } from "./api/client";
import { t } from "./i18n";

export type Loaded<T> =
  | { state: "loading" }
  | { state: "ready"; value: T }
  | { state: "failed"; reason: string };

/** One clear line about what went wrong, in the reader's language where we know the case. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Refused)) return error instanceof Error ? error.message : String(error);
  const { failed } = t();
  if (error.status === 0) return failed.offline;
  if (error.status === 404) return failed.missing;
  const [, said] = /^(?!\d{3} )(.+)$/.exec(error.message) ?? [];
  const line = said ? ` (${said})` : "";
  if (error.status === 504) return failed.slow + line;
  if (error.status === 413) return failed.large + line;
  if (error.status === 503) return failed.busy(error.retryAfter) + line;
  return error.message;
}

/** Loads anew whenever the key changes; a late answer to an earlier key is dropped. */
export function useLoaded<T>(key: string, load: () => Promise<T>): [Loaded<T>, () => void] {
  const [shown, show] = useState<{ key: string; loaded: Loaded<T> }>({ key, loaded: { state: "loading" } });
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let current = true;
    const tell = (loaded: Loaded<T>) => current && show({ key, loaded });
    tell({ state: "loading" });
    load().then(
      (value) => tell({ state: "ready", value }),
      (error: unknown) => tell({ state: "failed", reason: reasonOf(error) }),
    );
    return () => void (current = false);
  }, [key, tries]);
  const again = useCallback(() => setTries((count) => count + 1), []);
  return [shown.key === key ? shown.loaded : { state: "loading" }, again];
}
