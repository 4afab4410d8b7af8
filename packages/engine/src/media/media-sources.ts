import type { SampleMedia, Workspace } from "@gleaner/store";

/** Where the pictures of samples and objects lie, so that a screen full of them asks the catalog once and not once a picture. */
export interface MediaSources {
  /** Looks rows up that will be shown. */
  expect(numbers: ArrayLike<number>): Promise<void>;
  /** @throws GleanerError `sample_not_found` */
  of(id: string): Promise<SampleMedia>;
}

/** What is asked of a workspace. */
type MediaCatalog = Pick<Workspace, "changes"> & { samples: Pick<Workspace["samples"], "media" | "idsToNumbers"> };

/** Keeps at most `most` of them, and none of before the latest change. */
export function createMediaSources(workspace: MediaCatalog, most = 5000): MediaSources {
  const known = new Map<string, SampleMedia>();
  let changes = workspace.changes;

  function keep(sources: readonly SampleMedia[], asOf: number): void {
    if (asOf !== workspace.changes) return;
    for (const source of sources) known.set(source.id, source);
    for (const id of known.keys()) {
      if (known.size <= most) return;
      known.delete(id);
    }
  }

  function forgetAfterChange(): number {
    if (changes !== workspace.changes) known.clear();
    changes = workspace.changes;
    return changes;
  }

  return {
    async expect(numbers) {
      const asOf = forgetAfterChange();
      keep(await workspace.samples.media(numbers), asOf);
    },
    async of(id) {
      const asOf = forgetAfterChange();
      const found = known.get(id);
      if (found) return found;
      const [source] = await workspace.samples.media(await workspace.samples.idsToNumbers([id]));
      keep([source], asOf);
      return source;
    },
  };
}
