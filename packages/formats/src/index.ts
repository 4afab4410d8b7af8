export { decodeFrame, frameHash } from "./decode/decode-frame.ts";
export { createDecoder, type Decoder, type DecoderOptions, defaultMaxPixels } from "./decode/decoder.ts";
export type {
  DecodedImage,
  DecodeFailure,
  DecodeInput,
  DecodeRequest,
  DecodeResult,
  Picture,
  PixelRequest,
  Region,
} from "./decode/decoding.ts";
export { largestUnreduced, thumbnailEdge } from "./decode/decoding.ts";
export { encodePng } from "./decode/encode-png.ts";
export { cropFrame, framePixels, regionBox } from "./decode/frame-region.ts";
export { findings, type MeasureName, type Measures, measureNames, measureThresholds } from "./decode/measures.ts";
export { signatureBytes, signatureLayout } from "./decode/signature.ts";
export type { ImageFormat } from "./decode/sniff.ts";
export type { ImageFrame } from "./image-frame.ts";
export { fileLocation, fileNameText, pathText } from "./read/file-name.ts";
export { boundingBox } from "./read/geometry.ts";
export { type IdxFrames, openIdxFrames } from "./read/idx-frames.ts";
export { nameKind } from "./read/image-extensions.ts";
export { MediaReader } from "./read/media-reader.ts";
export { openSource, readableFormats } from "./read/open-source.ts";
export type {
  IgnoredRecord,
  ImageRecord,
  MediaReference,
  SkipCode,
  SkippedRecord,
  Source,
  SourceObject,
  SourceOptions,
  SourceRecord,
} from "./read/source.ts";
export { type StoredObject, storedObject } from "./read/stored-object.ts";
export type { ExportObject, ExportSample, ImagePlacement, WriteOptions, WriteResult } from "./write/export-sample.ts";
export { writableFormats, writeDataset } from "./write/write-dataset.ts";
