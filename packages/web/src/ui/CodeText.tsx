import { Fragment } from "react";

/** A sentence in which text between backticks is code. */
export function CodeText({ text }: { text: string }) {
  return text.split("`").map((part, at) => {
    const key = `${at} ${part}`;
    return at % 2 === 0 ? (
      <Fragment key={key}>{part}</Fragment>
    ) : (
      <code key={key} className="font-mono text-[0.92em]">
        {part}
      </code>
    );
  });
}
