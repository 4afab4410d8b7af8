import { useQuery } from "@tanstack/react-query";
import { Fragment, type ReactNode } from "react";
import { usePageTitle } from "../app/Page.tsx";
import { Link } from "../router/Link.tsx";
import { classes } from "../ui/classes.ts";
import { EmptyState } from "../ui/EmptyState.tsx";
import { type Block, type Inline, readMarkdown } from "./markdown.ts";
import { firstPage, loadPage, pageNames } from "./pages.ts";

const order = [
  "datasets",
  "spaces",
  "search-and-functions",
  "slices",
  "curate",
  "report",
  "quality",
  "objects",
  "import-and-export",
];
const titles: Record<string, string> = {
  [firstPage]: "Contents",
  "search-and-functions": "Search and functions",
  report: "Reports",
  "import-and-export": "Import and export",
};

const titleOf = (page: string) => titles[page] ?? page.charAt(0).toUpperCase() + page.slice(1).replaceAll("-", " ");
const linkClasses = "rounded text-accent underline decoration-accent/40 underline-offset-2 hover:decoration-accent";

/** The guide, page by page; it comes with the application and needs no network. */
export default function GuideScreen({ page }: { page: string }) {
  usePageTitle(`${titleOf(page)} · Guide`);
  const { data, isPending } = useQuery({
    queryKey: ["guide", page],
    queryFn: () => loadPage(page),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const rank = (name: string) => (order.indexOf(name) + order.length + 1) % (order.length + 1);
  const others = pageNames
    .filter((name) => name !== firstPage)
    .sort((a, b) => (rank(a) === rank(b) ? a.localeCompare(b) : rank(a) - rank(b)));
  return (
    <div className="scroll-quiet h-full">
      <div className="mx-auto flex max-w-5xl gap-12 px-8 py-6 max-md:flex-col max-md:gap-4">
        <nav aria-label="Guide" className="w-44 shrink-0 self-start md:sticky md:top-6">
          <ul className="flex flex-col gap-0.5 max-md:flex-row max-md:flex-wrap">
            {[firstPage, ...others].map((name) => (
              <li key={name}>
                <Link
                  to={{ screen: "guide", page: name }}
                  aria-current={name === page ? "page" : undefined}
                  className={classes(
                    "block rounded-md px-2 py-1",
                    name === page ? "bg-pressed font-medium" : "text-ink-muted hover:bg-hover hover:text-ink",
                  )}
                >
                  {titleOf(name)}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <article className="min-w-0 max-w-[68ch] grow pb-16 text-base leading-relaxed">
          {data && withKeys(readMarkdown(data)).map(([key, block]) => <BlockView key={key} block={block} />)}
          {data === null && !isPending && (
            <EmptyState icon="search" title="There is no such page in the guide">
              <Link to={{ screen: "guide", page: firstPage }} className={linkClasses}>
                To the contents
              </Link>
            </EmptyState>
          )}
        </article>
      </div>
    </div>
  );
}

/** Parts of a page never change places: where one stands is its name. */
function withKeys<Part>(parts: Part[]): [string, Part][] {
  return parts.map((part, at) => [String(at), part]);
}

function BlockView({ block }: { block: Block }) {
  switch (block.kind) {
    case "heading":
      return block.level === 1 ? (
        <h1 className="mb-4 text-xl font-semibold">
          <Inlines inlines={block.inlines} />
        </h1>
      ) : (
        <h2 className="mt-8 mb-2 text-lg font-semibold">
          <Inlines inlines={block.inlines} />
        </h2>
      );
    case "paragraph":
      return (
        <p className="my-3">
          <Inlines inlines={block.inlines} />
        </p>
      );
    case "code":
      return (
        <pre className="my-3 whitespace-pre-wrap break-words rounded-lg border border-line bg-sunken px-4 py-3 font-mono text-[12.5px]">
          {block.text}
        </pre>
      );
    case "list": {
      const items = withKeys(block.items).map(([key, item]) => (
        <li key={key}>
          <Inlines inlines={item} />
        </li>
      ));
      return block.ordered ? (
        <ol className="my-3 flex list-decimal flex-col gap-1 pl-5">{items}</ol>
      ) : (
        <ul className="my-3 flex list-disc flex-col gap-1 pl-5">{items}</ul>
      );
    }
    case "table":
      return (
        <table className="my-4 w-full border-collapse text-sm">
          <thead>
            <tr>
              {withKeys(block.head).map(([key, cell]) => (
                <th key={key} scope="col" className="border-b border-line-strong py-1.5 pr-4 text-left font-semibold">
                  <Inlines inlines={cell} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {withKeys(block.rows).map(([key, row]) => (
              <tr key={key}>
                {withKeys(row).map(([place, cell]) => (
                  <td key={place} className="border-b border-line py-1.5 pr-4 align-top">
                    <Inlines inlines={cell} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      );
  }
}

function Inlines({ inlines }: { inlines: Inline[] }): ReactNode {
  return withKeys(inlines).map(([key, inline]) => {
    switch (inline.kind) {
      case "code":
        return (
          <code key={key} className="rounded bg-sunken px-1 py-0.5 font-mono text-[0.88em]">
            {inline.text}
          </code>
        );
      case "strong":
        return <strong key={key}>{inline.text}</strong>;
      case "emphasis":
        return <em key={key}>{inline.text}</em>;
      case "link": {
        const [, page] = /^([\w-]+)\.md$/.exec(inline.to) ?? [];
        return page ? (
          <Link key={key} to={{ screen: "guide", page }} className={linkClasses}>
            {inline.text}
          </Link>
        ) : (
          <Fragment key={key}>
            {inline.text} (<code className="font-mono text-[0.88em]">{inline.to}</code>)
          </Fragment>
        );
      }
      default:
        return <Fragment key={key}>{inline.text}</Fragment>;
    }
  });
}
