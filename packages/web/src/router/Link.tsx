import type { ComponentProps } from "react";
import { navigate } from "./router.ts";
import { printRoute, type Route } from "./routes.ts";

interface LinkProps extends Omit<ComponentProps<"a">, "href"> {
  to: Route;
}

/** A link to a place of the application; opens in a new tab like any other link. */
export function Link({ to, onClick, ...props }: LinkProps) {
  return (
    <a
      href={printRoute(to)}
      onClick={(event) => {
        onClick?.(event);
        if (event.defaultPrevented || event.button !== 0) return;
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        navigate(to);
      }}
      {...props}
    />
  );
}
