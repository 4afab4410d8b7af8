import type { ResultOf } from "@gleaner/schema";
import { useEffect, useState } from "react";
import { imageUrl } from "../api/media.ts";
import { useChange } from "../api/queries.ts";
import { useCommands } from "../commands/commands.ts";
import { Button } from "../ui/Button.tsx";
import { ErrorNotice } from "../ui/ErrorNotice.tsx";
import { formatNumber } from "../ui/format.ts";
import { Kbd } from "../ui/Kbd.tsx";

/** Answers after which the next questions are asked for: each batch is chosen with all answers before it. */
const batch = 4;

interface Answer {
  id: string;
  yes: boolean;
}

/** Asks yes or no of one sample after the other and sets the threshold by the answers. */
export function Calibration({ saved }: { saved: ResultOf<"getFunction"> }) {
  const { name } = saved;
  const calibrate = useChange("calibrateFunction", { snapshots: true });
  const [open, setOpen] = useState<Answer[]>([]);
  const [last, setLast] = useState<Answer[]>([]);
  const { mutate, data, isPending, error } = calibrate;
  const questions = data?.questions ?? [];
  const question = questions[open.length];

  useEffect(() => mutate({ name, questions: batch }), [mutate, name]);

  function send(answers: Answer[]): void {
    const ids = (yes: boolean) => answers.filter((one) => one.yes === yes).map(({ id }) => id);
    mutate(
      { name, yes: ids(true), no: ids(false), questions: batch },
      {
        onSuccess: () => {
          setOpen([]);
          setLast(answers);
        },
      },
    );
  }

  function answer(yes: boolean): void {
    if (!question || isPending) return;
    const answers = [...open, { id: question.id, yes }];
    setOpen(answers);
    if (answers.length === questions.length) send(answers);
  }

  function takeBack(): void {
    if (isPending) return;
    if (open.length > 0) setOpen(open.slice(0, -1));
    else if (last.length > 0) {
      mutate({ name, forget: last.map(({ id }) => id), questions: batch }, { onSuccess: () => setLast([]) });
    }
  }

  useCommands([
    { id: "answer-yes", name: "Answer yes", context: "Function", keys: ["y", "arrowright"], run: () => answer(true) },
    { id: "answer-no", name: "Answer no", context: "Function", keys: ["n", "arrowleft"], run: () => answer(false) },
    { id: "answer-back", name: "Take the last answer back", context: "Function", keys: ["backspace"], run: takeBack },
  ]);

  const { yes, no } = saved.answers;
  const given = yes + no + open.length;
  return (
    <section aria-label="Calibrate" className="rounded-xl border border-line bg-raised p-4">
      <div className="mb-2 flex items-baseline justify-between">
        <h2 className="font-semibold">Does this belong to it?</h2>
        <span className="tabular text-xs text-ink-muted">{given} answered</span>
      </div>
      {error && <ErrorNotice error={error} onRetry={() => send(open)} />}
      {question ? (
        <>
          <div className="relative aspect-[4/3] overflow-hidden rounded-md bg-tile">
            <img
              key={question.id}
              src={imageUrl(question.id)}
              alt=""
              title={question.path}
              className="absolute inset-0 size-full object-contain"
            />
          </div>
          <p className="mt-1.5 flex justify-between gap-3 text-xs text-ink-muted">
            <span className="truncate">{question.path.slice(question.path.lastIndexOf("/") + 1)}</span>
            <span className="tabular shrink-0">score {formatNumber(question.score)}</span>
          </p>
          <div className="mt-2.5 grid grid-cols-2 gap-2">
            <Button icon="close" disabled={isPending} onClick={() => answer(false)}>
              No
              <Kbd keys="n" />
            </Button>
            <Button icon="check" disabled={isPending} onClick={() => answer(true)}>
              Yes
              <Kbd keys="y" />
            </Button>
          </div>
        </>
      ) : (
        <p className="text-ink-muted">
          {isPending || !data ? "Choosing samples to ask about" : "Every scored sample is answered or an example."}
        </p>
      )}
      {data?.missing && <p className="mt-2.5 text-xs text-ink-muted">{data.missing}</p>}
      {(open.length > 0 || last.length > 0) && (
        <button
          type="button"
          className="mt-1.5 rounded text-xs text-ink-muted underline decoration-line-strong underline-offset-2 hover:text-ink"
          onClick={takeBack}
        >
          {open.length > 0 ? "Take the last answer back" : `Take the last ${last.length} answers back`}
        </button>
      )}
    </section>
  );
}
