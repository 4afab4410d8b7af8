/** Formats that say of every image which objects it has, also that it has none. */
export const annotatingFormats: ReadonlySet<string> = new Set(["coco", "yolo", "voc", "cvat", "label-studio"]);
