import { type DragEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { useCommands } from "../../commands/commands.ts";
import { announceFailure } from "../../toast/toasts.ts";
import { IconButton } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { keepPicture } from "./picture-store.ts";
import { imageFilesIn, readPicture } from "./read-picture.ts";

/** Pictures that one search starts from at most. */
const pictureLimit = 8;

/** Reads image files, keeps them in this tab and hands on their keys; failures are told. */
export function usePictureSearch(onSearch: (keys: string[]) => void): (files: File[]) => void {
  return (files) => {
    if (files.length === 0) return;
    void Promise.all(files.slice(0, pictureLimit).map(readPicture)).then((pictures) => {
      pictures.forEach(keepPicture);
      onSearch(pictures.map(({ key }) => key));
    }, announceFailure);
  };
}

/** A button that asks for image files to search by; pasting a picture anywhere on the page does the same. */
export function PictureButton({ onFiles }: { onFiles: (files: File[]) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const latest = useRef(onFiles);
  latest.current = onFiles;
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      const files = imageFilesIn(event.clipboardData);
      if (files.length === 0 || document.querySelector("[role=dialog]")) return;
      event.preventDefault();
      latest.current(files);
    };
    addEventListener("paste", onPaste);
    return () => removeEventListener("paste", onPaste);
  }, []);
  useCommands([
    {
      id: "by-picture",
      name: "Search by a picture",
      context: "Explore",
      keys: ["i"],
      run: () => input.current?.click(),
    },
  ]);
  return (
    <>
      <IconButton
        icon="image"
        name="Search by a picture: choose, paste or drop one"
        shortcut="i"
        onClick={() => input.current?.click()}
      />
      <input
        ref={input}
        type="file"
        accept="image/*"
        multiple
        hidden
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
    </>
  );
}

/** A place where dropped pictures start a search; says so while one hovers over it. */
export function PictureDrop({ onFiles, children }: { onFiles: (files: File[]) => void; children: ReactNode }) {
  const [over, setOver] = useState(false);
  const carriesFiles = (event: DragEvent) => event.dataTransfer.types.includes("Files");
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button beside the filter does the same by key
    <div
      className="relative flex h-full flex-col"
      onDragOver={(event) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = "copy";
        setOver(true);
      }}
      onDragLeave={(event) => {
        const to = event.relatedTarget;
        if (!(to instanceof Node && event.currentTarget.contains(to))) setOver(false);
      }}
      onDrop={(event) => {
        setOver(false);
        if (!carriesFiles(event)) return;
        event.preventDefault();
        onFiles(imageFilesIn(event.dataTransfer));
      }}
    >
      {children}
      {over && (
        <div className="pointer-events-none absolute inset-2 z-40 grid place-items-center rounded-xl border-2 border-dashed border-accent bg-accent-soft/85">
          <p className="flex items-center gap-2 rounded-full bg-raised px-5 py-2.5 text-lg font-semibold shadow-pop">
            <Icon name="similar" size={20} className="text-accent" />
            Drop to find similar samples
          </p>
        </div>
      )}
    </div>
  );
}
