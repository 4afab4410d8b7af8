import type { Facet, Sample, SampleDetail, Unit } from "@gleaner/schema";
import type { Catalog } from "../catalog/catalog.ts";
import type { Change } from "../contract/events.ts";
import type {
  KnownSample,
  MeasureName,
  MetadataCount,
  SampleInput,
  SampleKey,
  SampleMedia,
  SampleQuery,
  SampleStats,
  Samples,
  SignatureColumns,
  SortedSampleQuery,
  SplitPart,
  WriteOptions,
  WriteOutcome,
} from "../contract/samples.ts";
import { assignSplits } from "./assign-splits.ts";
import { DefaultFacets } from "./default-facets.ts";
import { countFacets } from "./facets.ts";
import { writeMeasures } from "./measures.ts";
import { metadataCounts } from "./metadata-counts.ts";
import { type MetadataKey, metadataKeys } from "./metadata-keys.ts";
import { orderedNumbers } from "./ordered-numbers.ts";
import { idsToNumbers, lookupSamples, numbersToIds } from "./sample-keys.ts";
import { keyRows, listRows, mediaRows, sampleDetail } from "./sample-rows.ts";
import { sampleStats } from "./sample-stats.ts";
import { classIndices, fieldType, numericValues, textValues } from "./sample-values.ts";
import type { Selection } from "./selection.ts";
import { readSignatures, replaceSignatures, signatureStates } from "./signatures.ts";
import { writeSamples } from "./write-samples.ts";

/** The samples in the catalog. */
export class SampleCatalog implements Samples {
  readonly #catalog: Catalog;
  readonly #selection: Selection;
  readonly #defaults: DefaultFacets;

  constructor(catalog: Catalog, selection: Selection) {
    this.#catalog = catalog;
    this.#selection = selection;
    this.#defaults = new DefaultFacets(catalog, selection);
  }

  lookup(dataset: string, keys: { paths: readonly string[] } | { ids: readonly string[] }): Promise<KnownSample[]> {
    return lookupSamples(this.#catalog, dataset, keys);
  }

  write(dataset: string, batch: readonly SampleInput[], options: WriteOptions = {}): Promise<WriteOutcome> {
    return writeSamples(this.#catalog, dataset, batch, options);
  }

  numbers(query: SortedSampleQuery): Promise<Int32Array> {
    return orderedNumbers(this.#catalog, this.#selection, query);
  }

  count(query: SampleQuery): Promise<number> {
    return this.#selection.count(query);
  }

  rows(numbers: ArrayLike<number>): Promise<Sample[]> {
    return listRows(this.#catalog, numbers);
  }

  keys(numbers: ArrayLike<number>): Promise<SampleKey[]> {
    return keyRows(this.#catalog, numbers);
  }

  detail(id: string, { space = "default" }: { space?: string } = {}): Promise<SampleDetail> {
    return sampleDetail(this.#catalog, id, space);
  }

  media(numbers: ArrayLike<number>): Promise<SampleMedia[]> {
    return mediaRows(this.#catalog, numbers);
  }

  idsToNumbers(ids: readonly string[]): Promise<Int32Array> {
    return idsToNumbers(this.#catalog, ids);
  }

  numbersToIds(numbers: ArrayLike<number>): Promise<string[]> {
    return numbersToIds(this.#catalog, numbers);
  }

  classes(numbers: Int32Array): Promise<{ classes: string[]; indices: Int32Array }> {
    return classIndices(this.#catalog, numbers);
  }

  values(numbers: Int32Array, field: string, { space = "default" }: { space?: string } = {}): Promise<Float64Array> {
    return numericValues(this.#catalog, this.#selection, numbers, field, space);
  }

  texts(
    numbers: Int32Array,
    field: string,
    { space = "default" }: { space?: string } = {},
  ): Promise<(string | null)[]> {
    return textValues(this.#catalog, this.#selection, numbers, field, space);
  }

  stats(query: SampleQuery): Promise<SampleStats> {
    return sampleStats(this.#catalog, this.#selection, query);
  }

  facets(
    query: SampleQuery,
    fields: readonly string[],
    limit: number,
    search = "",
  ): Promise<{ total: number; facets: Facet[] }> {
    return countFacets(this.#catalog, this.#selection, this.#defaults, query, fields, { limit, search });
  }

  fieldType(field: string, unit: Unit = "sample"): Promise<MetadataKey["type"]> {
    return fieldType(this.#catalog, field, unit);
  }

  metadataKeys(datasets: readonly string[] = []): Promise<MetadataKey[]> {
    return metadataKeys(this.#catalog, datasets);
  }

  assignSplits(parts: readonly SplitPart[], change: Change = {}): Promise<number> {
    return assignSplits(this.#catalog, parts, change);
  }

  metadataCounts(query: SampleQuery): Promise<MetadataCount[]> {
    return metadataCounts(this.#catalog, this.#selection, query);
  }

  setMeasures(numbers: Int32Array, values: Partial<Record<MeasureName, Float32Array>>): Promise<void> {
    return writeMeasures(this.#catalog, numbers, values);
  }

  signatureStates(numbers: Int32Array, bytes: number): Promise<Uint8Array> {
    return signatureStates(this.#catalog, numbers, bytes);
  }

  signatures(numbers: Int32Array, bytes: number): Promise<SignatureColumns> {
    return readSignatures(this.#catalog, numbers, bytes);
  }

  setSignatures(numbers: readonly number[], signatures: readonly Uint8Array[]): Promise<void> {
    return this.#catalog.transaction((connection) => replaceSignatures(connection, numbers, signatures));
  }
}
