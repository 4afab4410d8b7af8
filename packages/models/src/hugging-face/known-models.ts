/** A model of the Hugging Face hub that is known to work. */
export interface HubModel {
  /** `OWNER/NAME` on the hub. */
  repository: string;
  title: string;
  dimension: number;
  text: boolean;
  licence: string;
  /** Size of the download in megabytes, about. */
  megabytes: number;
}

/** Models that {@link downloadModel} can fetch when a user asks for one by name; others with the same layout work as well. */
export const hubModels: readonly HubModel[] = [
  {
    repository: "Xenova/clip-vit-base-patch32",
    title: "CLIP ViT-B/32, reads text",
    dimension: 512,
    text: true,
    licence: "MIT",
    megabytes: 610,
  },
  {
    repository: "Xenova/siglip-base-patch16-224",
    title: "SigLIP base, reads text",
    dimension: 768,
    text: true,
    licence: "Apache-2.0",
    megabytes: 820,
  },
  {
    repository: "onnx-community/dinov2-small",
    title: "DINOv2 small",
    dimension: 384,
    text: false,
    licence: "Apache-2.0",
    megabytes: 90,
  },
  {
    repository: "Xenova/beit-base-patch16-224",
    title: "BEiT base, what its classifier takes",
    dimension: 768,
    text: false,
    licence: "Apache-2.0",
    megabytes: 350,
  },
];

/** How a model of the hub is named. */
export const hubPrefix = "hf:";

/** `OWNER/NAME` of a name such as `hf:OWNER/NAME`; null for another name. */
export function hubRepository(name: string): string | null {
  const [, repository] = /^hf:([\w-][\w.-]*\/[\w-][\w.-]*)$/.exec(name) ?? [];
  return repository ?? null;
}
