/** Eight-bit pixels in sRGB: row-major, channels interleaved, `width x height x channels` bytes. */
export interface ImageFrame {
  width: number;
  height: number;
  channels: 1 | 3;
  data: Uint8Array;
}
