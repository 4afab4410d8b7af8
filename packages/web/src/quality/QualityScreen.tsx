import type { FindingAction, FindingCounts } from "@gleaner/schema";
import { useEffect, useRef } from "react";
import { resultOf, useLongWork } from "../api/jobs.ts";
import { useOperation } from "../api/queries.ts";
import { usePageTitle } from "../app/Page.tsx";
import { useCommands } from "../commands/commands.ts";
import { JobProgress } from "../jobs/JobProgress.tsx";
import { Link } from "../router/Link.tsx";
import type { QualityState } from "../router/quality-state.ts";
import { navigate } from "../router/router.ts";
import { announce } from "../toast/toasts.ts";
import { Button, buttonClasses, IconButton } from "../ui/Button.tsx";
import { ChoiceGroup } from "../ui/ChoiceGroup.tsx";
import { classes } from "../ui/classes.ts";
import { EmptyState } from "../ui/EmptyState.tsx";
import { ErrorNotice } from "../ui/ErrorNotice.tsx";
import { formatAmount, formatCount } from "../ui/format.ts";
import { SelectMenu } from "../ui/SelectMenu.tsx";
import { ToggleChip } from "../ui/ToggleChip.tsx";
import { DecisionPanel } from "./DecisionPanel.tsx";
import { FindingStage } from "./FindingStage.tsx";
import { issueName, kinds, kindWords } from "./kinds.ts";
import { usePrefetch } from "./prefetch.ts";
import { QueueList } from "./QueueList.tsx";
import { useFindingQueue } from "./use-finding-queue.ts";

/** One queue for all that may be wrong with the data: look, press a key, next. */
export default function QualityScreen({ state }: { state: QualityState }) {
  const { kind, datasets, where, slice, issues, show } = state;
  usePageTitle("Quality");
  const listed = useOperation("listDatasets", {});
  const work = useLongWork("quality");
  const queue = useFindingQueue(
    {
      kinds: kind ? [kind] : [],
      issues,
      states: show === "open" ? ["open"] : ["fixed", "accepted", "ignored"],
      datasets,
      where,
      slice: slice ?? undefined,
    },
    state.finding,
  );
  const { counts, error, reload, finding } = queue;
  const place = queue.waiting.findIndex(({ id }) => id === finding?.id);
  usePrefetch(queue.waiting.slice(place + 1, place + 9));

  const change = (part: Partial<QualityState>) =>
    navigate({ screen: "quality", quality: { ...state, finding: null, ...part } });
  const check = () =>
    void work.start({ datasets, where, slice: slice ?? undefined, kinds: kind ? [kind] : [], limit: 0 });

  const result = resultOf(work.job, "quality");
  const told = useRef<string | null>(null);
  useEffect(() => {
    if (!result || !work.job || told.current === work.job.id) return;
    told.current = work.job.id;
    const open = Object.values(result.counts).reduce((sum, count) => sum + count, 0);
    announce(`${formatAmount(open, "finding")} to decide`, { description: result.notes[0] });
    reload();
  }, [result, work.job, reload]);

  const at = finding?.id ?? null;
  useEffect(() => {
    if (at === null || at === state.finding) return;
    const timer = setTimeout(
      () => navigate({ screen: "quality", quality: { ...state, finding: at } }, { replace: true }),
      400,
    );
    return () => clearTimeout(timer);
  }, [at, state]);

  const decide = (action: FindingAction, className?: string) =>
    finding && queue.decide(finding, action, className ?? null);
  const stepKind = (by: 1 | -1) => {
    const all = [null, ...kinds.map(({ value }) => value)];
    change({ kind: all[(all.indexOf(kind) + by + all.length) % all.length], issues: [] });
  };
  useCommands([
    {
      id: "quality-next",
      name: "Next finding, undecided",
      context: "Quality",
      keys: ["arrowdown", "j", "arrowright"],
      keysOnly: true,
      repeats: true,
      run: () => queue.step(1),
    },
    {
      id: "quality-previous",
      name: "Previous finding",
      context: "Quality",
      keys: ["arrowup", "k", "arrowleft"],
      keysOnly: true,
      repeats: true,
      run: () => queue.step(-1),
    },
    {
      id: "quality-take-back",
      name: "Take the last decision back",
      context: "Quality",
      keys: ["u", "mod+z", "backspace"],
      when: () => queue.canTakeBack,
      run: () => void queue.takeBack(),
    },
    { id: "quality-next-kind", name: "Next kind", context: "Quality", keys: ["]"], run: () => stepKind(1) },
    { id: "quality-previous-kind", name: "Previous kind", context: "Quality", keys: ["["], run: () => stepKind(-1) },
    { id: "quality-check", name: "Check the data", context: "Quality", keys: [], run: check },
  ]);

  const names = listed.data?.datasets.map(({ name }) => name) ?? [];
  const checked = counts !== null && counts.issues.length > 0;
  return (
    <div className="flex h-full min-h-0 flex-col">
      <header className="flex shrink-0 flex-wrap items-center gap-x-4 gap-y-2 border-b border-line bg-surface px-5 py-2.5">
        <h1 className="text-lg font-semibold">Quality</h1>
        <SelectMenu
          name="Dataset"
          prefix="In"
          value={datasets[0] ?? ""}
          options={[{ value: "", label: "all datasets" }, ...names.map((name) => ({ value: name, label: name }))]}
          onChange={(name) => change({ datasets: name ? [name] : [], issues: [] })}
        />
        <ChoiceGroup
          name="Show"
          value={show}
          onChange={(next) => change({ show: next })}
          choices={[
            { value: "open", label: "To decide" },
            { value: "decided", label: "Decided" },
          ]}
        />
        <span className="ml-auto flex items-center gap-2">
          {work.running && work.job && (
            <span className="w-56">
              <JobProgress job={work.job} title="Checking the data" />
            </span>
          )}
          {work.running ? (
            <Button onClick={() => void work.cancel()}>Cancel</Button>
          ) : (
            <Button icon="zoom" onClick={check} disabled={names.length === 0}>
              {checked ? "Check again" : "Check the data"}
            </Button>
          )}
          <IconButton
            icon="undo"
            name="Take the last decision back"
            shortcut="u"
            disabled={!queue.canTakeBack}
            onClick={() => void queue.takeBack()}
          />
        </span>
      </header>
      <KindTabs state={state} counts={counts} />
      {work.error !== null && (
        <div className="px-5 pt-3">
          <ErrorNotice error={work.error} />
        </div>
      )}
      {error !== null && (
        <div className="px-5 pt-3">
          <ErrorNotice error={error} onRetry={reload} />
        </div>
      )}
      {finding ? (
        <div className="flex min-h-0 grow">
          <aside
            aria-label="Findings"
            className="scroll-quiet w-56 shrink-0 border-r border-line bg-surface max-lg:hidden"
          >
            <p className="tabular px-3 pt-2.5 text-xs text-ink-muted" aria-live="polite">
              {formatCount(place + 1)} of {formatCount(queue.remaining)}
            </p>
            <IssueChips state={state} counts={counts} />
            <QueueList findings={queue.waiting} at={finding.id} onGo={queue.go} />
          </aside>
          <FindingStage finding={finding} />
          <aside
            key={finding.id}
            aria-label="Decision"
            className="scroll-quiet w-80 shrink-0 border-l border-line bg-surface 2xl:w-96"
          >
            <DecisionPanel finding={finding} onDecide={decide} />
          </aside>
        </div>
      ) : queue.isLoaded ? (
        <NothingLeft
          state={state}
          checked={checked}
          running={work.running}
          empty={listed.data !== undefined && names.length === 0}
          onCheck={check}
        />
      ) : (
        error === null && <p className="grow p-10 text-center text-ink-muted">Loading the findings</p>
      )}
    </div>
  );
}

/** How many findings of a kind wait, or were decided; of all kinds where it is null. */
function countOf({ issues }: FindingCounts, kind: QualityState["kind"], show: QualityState["show"]): number {
  return issues.reduce((sum, issue) => sum + (kind === null || issue.kind === kind ? countOfIssue(issue, show) : 0), 0);
}

function countOfIssue(issue: FindingCounts["issues"][number], show: QualityState["show"]): number {
  return show === "open" ? issue.open : issue.fixed + issue.accepted + issue.ignored;
}

/** Which kinds there are, with how many wait or were decided in each; every one is an address. */
function KindTabs({ state, counts }: { state: QualityState; counts: FindingCounts | null }) {
  const tabs = [{ value: null, name: "All" }, ...kinds].map(({ value, name }) => ({
    value,
    name,
    count: counts && countOf(counts, value, state.show),
  }));
  return (
    <nav
      aria-label="Kinds of findings"
      className="scroll-quiet flex shrink-0 gap-5 border-b border-line bg-surface px-5"
    >
      {tabs.map(({ value, name, count }) => (
        <Link
          key={name}
          to={{ screen: "quality", quality: { ...state, kind: value, issues: [], finding: null } }}
          aria-current={value === state.kind ? "page" : undefined}
          className={classes(
            "-mb-px flex items-center gap-1.5 border-b-2 px-0.5 py-2 whitespace-nowrap",
            value === state.kind ? "border-accent font-medium" : "border-transparent text-ink-muted hover:text-ink",
          )}
        >
          {name}
          {count !== null && <span className="tabular text-xs text-ink-muted">{formatCount(count)}</span>}
        </Link>
      ))}
    </nav>
  );
}

/** The issues of the present kind, to look at some of them only. */
function IssueChips({ state, counts }: { state: QualityState; counts: FindingCounts | null }) {
  const { kind, issues, show } = state;
  const count = (issue: FindingCounts["issues"][number]) => countOfIssue(issue, show);
  const found =
    counts?.issues.filter((issue) => issue.kind === kind && (count(issue) > 0 || issues.includes(issue.issue))) ?? [];
  if (found.length < 2) return null;
  return (
    <div className="flex flex-wrap gap-1 px-3 pt-2">
      {found.map((issue) => (
        <ToggleChip
          key={issue.issue}
          name={`${issueName(issue.issue)} ${formatCount(count(issue))}`}
          chosen={issues.includes(issue.issue)}
          onToggle={() =>
            navigate({
              screen: "quality",
              quality: {
                ...state,
                finding: null,
                issues: issues.includes(issue.issue)
                  ? issues.filter((one) => one !== issue.issue)
                  : [...issues, issue.issue],
              },
            })
          }
        />
      ))}
    </div>
  );
}

interface NothingLeftProps {
  state: QualityState;
  checked: boolean;
  running: boolean;
  /** Whether there is no data to check. */
  empty: boolean;
  onCheck: () => void;
}

function NothingLeft({ state, checked, running, empty, onCheck }: NothingLeftProps) {
  const words = state.kind ? kindWords(state.kind) : null;
  if (!checked) {
    return (
      <EmptyState
        icon="zoom"
        title={running ? "Checking the data" : "Nothing was checked yet"}
        actions={
          !running &&
          (empty ? (
            <Link to={{ screen: "datasets" }} className={buttonClasses("primary")}>
              Import a dataset first
            </Link>
          ) : (
            <Button tone="primary" icon="zoom" onClick={onCheck}>
              Check the data
            </Button>
          ))
        }
      >
        Gleaner looks for wrong labels, doubles, pictures of the test set that are in training too, blurry and broken
        pictures, and ones that do not belong. What it finds comes here, the surest first: one key decides, and every
        decision can be taken back.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon="check" title={state.show === "open" ? "Nothing left to decide" : "Nothing was decided yet"}>
      {words ? words.explanation : "All findings were looked at."}{" "}
      {state.issues.length > 0 && "Only some issues are shown."}
    </EmptyState>
  );
}
