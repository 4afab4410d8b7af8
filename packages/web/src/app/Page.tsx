import { type ReactNode, useEffect } from "react";

/** Names the page for the browser's tab and for readers. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Gleaner`;
  }, [title]);
}

interface PageProps {
  title: string;
  /** One line under the title. */
  lead?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** A screen that scrolls as a whole: heading, actions, content. */
export function Page({ title, lead, actions, children }: PageProps) {
  usePageTitle(title);
  return (
    <div className="scroll-quiet h-full">
      <div className="mx-auto flex min-h-full max-w-7xl flex-col px-8 py-6">
        <header className="mb-5 flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
          <div className="min-w-0">
            <h1 className="text-xl font-semibold text-ink">{title}</h1>
            {lead && <div className="mt-0.5 text-sm text-ink-muted">{lead}</div>}
          </div>
          {actions && <div className="flex gap-2">{actions}</div>}
        </header>
        {children}
      </div>
    </div>
  );
}
