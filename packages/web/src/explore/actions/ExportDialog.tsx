import type { RequestOf, ViewInput } from "@gleaner/schema";
import { type FormEvent, useState } from "react";
import { resultOf, useLongWork } from "../../api/jobs.ts";
import { SkippedItems } from "../../datasets/SkippedItems.tsx";
import { JobProgress } from "../../jobs/JobProgress.tsx";
import { Button } from "../../ui/Button.tsx";
import { ChoiceGroup } from "../../ui/ChoiceGroup.tsx";
import { ErrorNotice } from "../../ui/ErrorNotice.tsx";
import { Field, TextField } from "../../ui/Field.tsx";
import { formatAmount } from "../../ui/format.ts";
import { Modal } from "../../ui/Modal.tsx";
import { SelectMenu } from "../../ui/SelectMenu.tsx";

type Format = RequestOf<"export">["format"];
type Images = NonNullable<RequestOf<"export">["images"]>;

const formats: { value: Format; label: string; hint: string }[] = [
  { value: "csv", label: "CSV", hint: "One row a sample" },
  { value: "jsonl", label: "JSON Lines", hint: "One object a sample, with everything known" },
  { value: "folder", label: "Folder of classes", hint: "Images sorted into a folder for each label" },
  { value: "coco", label: "COCO", hint: "One JSON file with boxes and polygons" },
  { value: "yolo", label: "YOLO", hint: "data.yaml and one text file an image" },
  { value: "voc", label: "Pascal VOC", hint: "One XML file an image" },
  { value: "parquet", label: "Parquet", hint: "One row a sample" },
  { value: "label-studio", label: "Label Studio", hint: "Tasks with pre-labels" },
  { value: "cvat", label: "CVAT", hint: "annotations.xml of CVAT for images 1.1" },
  { value: "huggingface", label: "Hugging Face", hint: "An image folder with metadata.jsonl" },
  { value: "idx", label: "IDX", hint: "The files of MNIST: one shape, one label" },
];

const formId = "export-form";

/** Writes the samples of a view as a dataset on the server's machine. */
export function ExportDialog({ view, count, onClose }: { view: ViewInput; count: number; onClose: () => void }) {
  const [format, setFormat] = useState<Format>("csv");
  const [out, setOut] = useState("");
  const [images, setImages] = useState<Images>("copy");
  const work = useLongWork("export");
  const result = resultOf(work.job, "export");

  return (
    <Modal
      title={`Export ${formatAmount(count, view.unit ?? "sample")}`}
      onClose={onClose}
      actions={
        result ? (
          <Button tone="primary" onClick={onClose}>
            Done
          </Button>
        ) : work.running ? (
          <>
            <Button tone="danger" onClick={() => void work.cancel()}>
              Cancel the export
            </Button>
            <Button onClick={onClose}>Close</Button>
          </>
        ) : (
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button tone="primary" type="submit" form={formId} disabled={!out.trim()}>
              Export
            </Button>
          </>
        )
      }
    >
      {result ? (
        <div className="flex flex-col gap-3">
          <p>
            {formatAmount(result.samples, "sample")} written as {formatAmount(result.files, "file")} to{" "}
            <span className="font-mono text-xs break-all">{out}</span>.
          </p>
          <SkippedItems items={result.skipped} />
        </div>
      ) : work.running && work.job ? (
        <JobProgress job={work.job} title="Export" />
      ) : (
        <form
          id={formId}
          className="flex flex-col gap-3.5"
          onSubmit={(event: FormEvent) => {
            event.preventDefault();
            void work.start({ view, format, out: out.trim(), images });
          }}
        >
          <TextField
            label="Folder on the server's machine"
            placeholder="/home/me/batch-1"
            value={out}
            onChange={setOut}
            hint="It must be new or empty."
            autoFocus
          />
          <Field label="Format">
            {({ id }) => (
              <SelectMenu
                id={id}
                name="Format"
                value={format}
                options={formats}
                onChange={setFormat}
                className="w-full"
              />
            )}
          </Field>
          <Field group label="Images">
            {() => (
              <ChoiceGroup
                name="Images"
                value={images}
                onChange={setImages}
                choices={[
                  { value: "copy", label: "Copy" },
                  { value: "link", label: "Link" },
                  { value: "none", label: "Leave out" },
                ]}
              />
            )}
          </Field>
        </form>
      )}
      {work.error !== null && (
        <div className="mt-3">
          <ErrorNotice error={work.error} />
        </div>
      )}
    </Modal>
  );
}
