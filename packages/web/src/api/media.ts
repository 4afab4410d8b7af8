/** Address of the small picture of a sample. */
export function thumbnailUrl(id: string): string {
  return `/media/${encodeURIComponent(id)}/thumb`;
}

/** Address of the picture of a sample in full. */
export function imageUrl(id: string): string {
  return `/media/${encodeURIComponent(id)}/full`;
}

/** Address of the self-contained report of a run. */
export function reportUrl(run: string): string {
  return `/api/v1/reports/${encodeURIComponent(run)}.html`;
}
