/** Empty, loading and failed: each view has all three. */
import type { ComponentChildren } from "preact";

import { t } from "../i18n";
import type { Loaded } from "../loaded";

export function Loading() {
  return (
    <div class="state" role="status">
      <span class="spinner" aria-hidden="true" />
      {t().loading}
    </div>
  );
}

export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="state">
      <p class="state-title">{title}</p>
      {children && <p>{children}</p>}
    </div>
  );
}

export function Failed({ reason, again }: { reason: string; again?: () => void }) {
  return (
    <div class="state failed" role="alert">
      <p>{reason}</p>
      {again && <button type="button" onClick={again}>{t().again}</button>}
    </div>
  );
}

interface Props<T> {
  of: [Loaded<T>, () => void];
  children: (value: T) => ComponentChildren;
}

/** Shows what was loaded, or why not. */
export function Ready<T>({ of: [loaded, again], children }: Props<T>) {
  if (loaded.state === "loading") return <Loading />;
  if (loaded.state === "failed") return <Failed reason={loaded.reason} again={again} />;
  return <>{children(loaded.value)}</>;
}
