import type { ReactNode } from "react";
import { Icon, type IconName } from "./Icon.tsx";

interface EmptyStateProps {
  icon: IconName;
  title: string;
  /** What this place is for, and how to fill it. */
  children?: ReactNode;
  actions?: ReactNode;
  /** True where nothing else names the page. */
  page?: boolean;
}

/** What a place says when it has nothing to show yet. */
export function EmptyState({ icon, title, children, actions, page }: EmptyStateProps) {
  const Heading = page ? "h1" : "h2";
  return (
    <div className="flex h-full flex-col items-center justify-center gap-1 p-8 text-center">
      <span className="mb-2 flex size-11 items-center justify-center rounded-full bg-sunken text-ink-muted">
        <Icon name={icon} size={20} />
      </span>
      <Heading className="text-base font-semibold text-ink">{title}</Heading>
      {children && <div className="max-w-md text-sm text-ink-muted">{children}</div>}
      {actions && <div className="mt-4 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}
