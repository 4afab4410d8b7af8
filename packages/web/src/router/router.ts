import { useMemo, useSyncExternalStore } from "react";
import { printRoute, type Route, readRoute } from "./routes.ts";

const listeners = new Set<() => void>();
const currentAddress = () => location.pathname + location.search;
const tellAll = () => {
  for (const listener of listeners) listener();
};

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) addEventListener("popstate", tellAll);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) removeEventListener("popstate", tellAll);
  };
}

/** Goes to a place. `replace` puts it where the present one stands in the history. */
export function navigate(route: Route, options: { replace?: boolean } = {}): void {
  const address = printRoute(route);
  if (address === currentAddress()) return;
  if (options.replace) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  tellAll();
}

/** The present place. */
export function currentRoute(): Route {
  return readRoute(location.pathname, location.search);
}

/** The present place, followed. */
export function useRoute(): Route {
  const address = useSyncExternalStore(subscribe, currentAddress);
  return useMemo(() => {
    const at = address.indexOf("?");
    return at < 0 ? readRoute(address, "") : readRoute(address.slice(0, at), address.slice(at));
  }, [address]);
}
