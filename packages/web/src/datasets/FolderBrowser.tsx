import { type KeyboardEvent, useEffect, useRef } from "react";
import { useOperation } from "../api/queries.ts";
import { Button } from "../ui/Button.tsx";
import { classes } from "../ui/classes.ts";
import { ErrorNotice } from "../ui/ErrorNotice.tsx";
import { formatAmount } from "../ui/format.ts";
import { Icon, type IconName } from "../ui/Icon.tsx";

interface FolderBrowserProps {
  /** The folder that is shown; empty: the home folder. */
  path: string;
  onPath: (path: string) => void;
  /** A file that holds a dataset was chosen. */
  onFile: (path: string) => void;
  /** A name to look out for. */
  wanted?: string;
}

/** The folders of the server's machine, to find what to import: arrows move, Enter opens, Backspace goes up. */
export function FolderBrowser({ path, onPath, onFile, wanted }: FolderBrowserProps) {
  const { data, error } = useOperation("listFolder", { path }, { keepPrevious: true });
  const list = useRef<HTMLUListElement>(null);
  const shown = data?.path;
  useEffect(() => {
    if (shown !== undefined) list.current?.querySelector("button")?.focus();
  }, [shown]);

  function onKeyDown(event: KeyboardEvent): void {
    const buttons = [...(list.current?.querySelectorAll("button") ?? [])];
    const at = buttons.findIndex((button) => button.matches(":focus"));
    if (event.key === "ArrowDown") buttons[Math.min(buttons.length - 1, at + 1)]?.focus();
    else if (event.key === "ArrowUp") buttons[Math.max(0, at - 1)]?.focus();
    else if (event.key === "Backspace" && data?.parent) onPath(data.parent);
    else return;
    event.preventDefault();
  }

  const at = (name: string) => (data?.path.endsWith("/") ? `${data.path}${name}` : `${data?.path}/${name}`);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the buttons inside have the focus
    <div className="flex flex-col gap-2" onKeyDown={onKeyDown}>
      <div className="flex items-center gap-2">
        <Button
          icon="chevronLeft"
          disabled={!data?.parent}
          onClick={() => data?.parent && onPath(data.parent)}
          aria-label="The folder above"
        >
          Up
        </Button>
        <span className="min-w-0 truncate font-mono text-xs" title={data?.path} dir="rtl">
          <bdi>{data?.path ?? " "}</bdi>
        </span>
      </div>
      {error !== null && <ErrorNotice error={error} />}
      <ul ref={list} aria-label="Folders" className="scroll-quiet h-64 rounded-lg border border-line bg-surface p-1">
        {data?.folders.map((name) => (
          <Entry key={name} icon="folder" name={name} marked={name === wanted} onChoose={() => onPath(at(name))} />
        ))}
        {data?.files.map((name) => (
          <Entry key={name} icon="report" name={name} marked={name === wanted} onChoose={() => onFile(at(name))} />
        ))}
        {data && data.folders.length + data.files.length === 0 && (
          <li className="p-4 text-center text-ink-muted">No folders in here.</li>
        )}
      </ul>
      <p className="tabular min-h-5 text-xs text-ink-muted" aria-live="polite">
        {data && `${formatAmount(data.images, "image")} directly in this folder.`}
        {data && !data.complete && " Not everything is listed; type the path instead."}
      </p>
    </div>
  );
}

function Entry(props: { icon: IconName; name: string; marked: boolean; onChoose: () => void }) {
  return (
    <li>
      <button
        type="button"
        onClick={props.onChoose}
        className={classes(
          "flex w-full items-center gap-2 rounded-md px-2 py-1 text-left hover:bg-hover focus-visible:bg-hover",
          props.marked && "bg-accent-soft font-medium",
        )}
      >
        <Icon name={props.icon} className="shrink-0 text-ink-muted" />
        <span className="truncate">{props.name}</span>
      </button>
    </li>
  );
}
