import type { Box, RequestOf, SampleDetail, SampleObject } from "@gleaner/schema";
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { client } from "../../api/client.ts";
import { operationQuery, refreshAfterChange } from "../../api/queries.ts";
import { useUndo } from "../../app/undo.ts";
import { announceChange, announceFailure } from "../../toast/toasts.ts";
import { movedPolygons } from "./box-geometry.ts";

/** Changes by key that come within this time, in ms, are one change. */
const settleAfter = 500;

/**
 * The objects of a sample with what is being done to them: changes show at once, go to the server in order, and each is one step of undo.
 */
export function useObjectEdits(sample: string, objects: SampleObject[]) {
  const queryClient = useQueryClient();
  const undo = useUndo();
  const [drafts, setDrafts] = useState<ReadonlyMap<string, Box>>(new Map());
  const [edits, setEdits] = useState(0);
  const chain = useRef<Promise<unknown>>(Promise.resolve());
  const timers = useRef(new Map<string, ReturnType<typeof setTimeout>>());

  const drawn = objects.map((object): SampleObject => {
    const box = drafts.get(object.id);
    return box
      ? { ...object, box, polygons: object.polygons && movedPolygons(object.polygons, object.box, box) }
      : object;
  });

  function withoutDraft(id: string): void {
    setDrafts((held) => new Map([...held].filter(([key]) => key !== id)));
  }

  /** Puts what the server answered where it is shown, so that nothing jumps while everything else is asked for again. */
  function store(change: (known: SampleObject[]) => SampleObject[]): void {
    queryClient.setQueryData(operationQuery("getSample", { id: sample }).queryKey, (known: SampleDetail | undefined) =>
      known ? { ...known, objects: change(known.objects) } : known,
    );
  }

  function send<Result>(title: string, act: () => Promise<Result>): Promise<Result | null> {
    const sent = chain.current.then(act);
    chain.current = sent.then(
      () => {
        setEdits((count) => count + 1);
        announceChange(title, takeBack);
        void refreshAfterChange(queryClient, { snapshots: false });
      },
      (failure: unknown) => {
        announceFailure(failure);
        void refreshAfterChange(queryClient, { snapshots: false });
      },
    );
    return sent.catch(() => null);
  }

  async function takeBack(): Promise<void> {
    await chain.current;
    await undo();
    setEdits((count) => Math.max(0, count - 1));
  }

  function commitBox(id: string, box: Box): void {
    const object = objects.find((one) => one.id === id);
    if (!object) return;
    const polygons = object.polygons ? movedPolygons(object.polygons, object.box, box) : undefined;
    void send("The box is changed", async () => {
      const changed = await client.call("editObject", { id, box, polygons });
      store((known) => known.map((one) => (one.id === id ? changed.object : one)));
    }).then(() => withoutDraft(id));
  }

  return {
    objects: drawn,
    /** Edits of this visit that can be taken back. */
    edits,
    takeBack,
    /** Shows a box where it is held; once it is let go the server learns of it. */
    change(id: string, box: Box, done: boolean): void {
      setDrafts((held) => new Map(held).set(id, box));
      clearTimeout(timers.current.get(id));
      if (done)
        timers.current.set(
          id,
          setTimeout(() => commitBox(id, box), settleAfter),
        );
    },
    async add(draft: Pick<RequestOf<"addObject">, "box" | "class">): Promise<string | null> {
      return send("The box is drawn", async () => {
        const added = await client.call("addObject", { sample, ...draft });
        store((known) => [...known, added.object]);
        return added.object.id;
      });
    },
    setClass(id: string, name: string): void {
      void send(`The box is labelled ${name}`, async () => {
        const changed = await client.call("editObject", { id, class: name });
        store((known) => known.map((one) => (one.id === id ? changed.object : one)));
      });
    },
    remove(id: string): void {
      void send("The box is deleted", async () => {
        await client.call("deleteObject", { id });
        store((known) => known.filter((one) => one.id !== id));
      });
    },
  };
}

export type ObjectEdits = ReturnType<typeof useObjectEdits>;
