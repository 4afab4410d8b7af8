/** A data set that the demo can import. */
export interface DemoData {
  dataset: string;
  request: { paths: string[]; labels?: string };
  budget: number;
}
