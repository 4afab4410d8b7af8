import { useOperation } from "../api/queries.ts";
import { Page } from "../app/Page.tsx";
import { Link } from "../router/Link.tsx";
import { explore } from "../router/routes.ts";
import { buttonClasses } from "../ui/Button.tsx";
import { EmptyState } from "../ui/EmptyState.tsx";
import { ErrorNotice } from "../ui/ErrorNotice.tsx";
import { FunctionRow } from "./FunctionRow.tsx";
import { SubsetTabs } from "./SubsetTabs.tsx";

/** The saved similarity searches of the workspace. */
export default function FunctionsScreen() {
  const { data, error, refetch } = useOperation("listFunctions", {});
  const choose = (
    <Link to={explore()} className={buttonClasses("primary")}>
      Choose examples in Explore
    </Link>
  );
  const functions = data?.functions ?? [];
  return (
    <Page
      title="Functions"
      lead="Saved similarity searches that score every sample, also those that come later."
      actions={functions.length > 0 && choose}
    >
      <SubsetTabs current="functions" />
      {error && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {data && functions.length === 0 && (
        <EmptyState icon="similar" title="No functions yet" actions={choose}>
          Select a few samples of one kind, or search by a picture, and save them as a function. Every sample gets a
          score by how close it is to the examples; about twenty yes or no answers set the threshold. Use it in any
          filter, as a facet, and to colour the map.
        </EmptyState>
      )}
      {functions.length > 0 && (
        <ul className="overflow-hidden rounded-xl border border-line bg-raised">
          {functions.map((one) => (
            <FunctionRow key={one.name} saved={one} />
          ))}
        </ul>
      )}
    </Page>
  );
}
