/** Parts that are loaded when they are first shown, without the weight of preact/compat. */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

import { reasonOf } from "../loaded";
import { Failed, Loading } from "./states";

export function lazy<P extends object = object>(load: () => Promise<{ default: ComponentType<P> }>): ComponentType<P> {
  let loaded: ComponentType<P> | null = null;
  return function Lazy(props: P) {
    const [Shown, show] = useState<ComponentType<P> | null>(() => loaded);
    const [failed, fail] = useState("");
    useEffect(() => {
      if (loaded) return;
      load().then(
        (module) => {
          loaded = module.default;
          show(() => module.default);
        },
        (error: unknown) => fail(reasonOf(error)),
      );
    }, []);
    if (failed) return <Failed reason={failed} again={() => location.reload()} />;
    return Shown ? <Shown {...props} /> : <Loading />;
  };
}
