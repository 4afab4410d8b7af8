import { useEffect, useRef, useState } from "react";
import { announceFailure } from "../toast/toasts.ts";
import { Icon } from "../ui/Icon.tsx";
import { droppedNames, findDropped } from "./dropped.ts";

/** What was dropped, and where it lies if that could be found. */
export interface DroppedSource {
  name: string;
  path: string | null;
}

/** Takes folders and files that are dropped anywhere on the window while it is mounted. */
export function DropTarget({ onDrop }: { onDrop: (source: DroppedSource) => void }) {
  const [over, setOver] = useState(false);
  const latest = useRef(onDrop);
  latest.current = onDrop;
  useEffect(() => {
    let depth = 0;
    const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    const enter = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      depth++;
      setOver(true);
    };
    const leave = () => {
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const allow = (event: DragEvent) => holdsFiles(event) && event.preventDefault();
    const drop = (event: DragEvent) => {
      if (!event.dataTransfer || !holdsFiles(event)) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      const [first] = droppedNames(event.dataTransfer);
      if (!first) return;
      findDropped(first.name)
        .then((path) => latest.current({ name: first.name, path }))
        .catch(announceFailure);
    };
    addEventListener("dragenter", enter);
    addEventListener("dragleave", leave);
    addEventListener("dragover", allow);
    addEventListener("drop", drop);
    return () => {
      removeEventListener("dragenter", enter);
      removeEventListener("dragleave", leave);
      removeEventListener("dragover", allow);
      removeEventListener("drop", drop);
    };
  }, []);
  if (!over) return null;
  return (
    <div className="pointer-events-none fixed inset-4 z-50 grid place-items-center rounded-2xl border-2 border-dashed border-accent bg-accent-soft/90">
      <p className="flex flex-col items-center gap-2 text-lg font-semibold">
        <Icon name="import" size={28} />
        Drop a folder to import it
      </p>
    </div>
  );
}
