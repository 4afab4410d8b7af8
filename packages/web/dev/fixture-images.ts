import { crc32, deflateSync } from "node:zlib";
import { randomNumbers } from "./fixture-random.ts";

function chunk(type: string, body: Buffer): Buffer {
  const out = Buffer.alloc(12 + body.length);
  out.writeUInt32BE(body.length, 0);
  out.write(type, 4, "latin1");
  body.copy(out, 8);
  out.writeUInt32BE(crc32(out.subarray(4, 8 + body.length)), 8 + body.length);
  return out;
}

/** Encodes 8-bit RGB pixels as PNG. */
function encodePng(width: number, height: number, rgb: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0; y < height; y++) rgb.copy(rows, y * (1 + width * 3) + 1, y * width * 3, (y + 1) * width * 3);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows, { level: 1 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** Paints a small landscape or still life whose hues follow the class and whose shapes follow the sample. */
export function paintSample(sample: number, classCode: number, width: number, height: number): Buffer {
  const random = randomNumbers(sample * 2654435761 + 1);
  const hue = (classCode * 47 + random() * 36) % 360;
  const back = hsl(hue + 190, 0.24 + random() * 0.2, 0.26 + random() * 0.5);
  const floor = hsl(hue + 150 + random() * 40, 0.2, 0.2 + random() * 0.35);
  const horizon = height * (0.45 + random() * 0.35);
  const shapes = Array.from({ length: 1 + (classCode % 3) + Math.floor(random() * 2) }, () => ({
    x: width * (0.25 + random() * 0.5),
    y: height * (0.35 + random() * 0.4),
    r: height * (0.1 + random() * 0.22),
    round: classCode % 2 === 0,
    color: hsl(hue + random() * 40, 0.55 + random() * 0.35, 0.4 + random() * 0.3),
  }));
  const rgb = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let color = y < horizon ? back : floor;
      let light = y < horizon ? 1 + 0.25 * (1 - y / horizon) : 1 - 0.25 * ((y - horizon) / (height - horizon));
      for (const { x: cx, y: cy, r, round, color: own } of shapes) {
        const dx = (x - cx) / r;
        const dy = (y - cy) / r;
        const distance = round ? Math.hypot(dx, dy) : Math.max(Math.abs(dx), Math.abs(dy));
        if (distance > 1) continue;
        color = own;
        light = 1.15 - 0.45 * (distance * 0.5 + (dx + dy) * 0.25);
      }
      const at = (y * width + x) * 3;
      for (let c = 0; c < 3; c++) rgb[at + c] = Math.min(255, Math.max(0, color[c] * light));
    }
  }
  return encodePng(width, height, rgb);
}

function hsl(hue: number, saturation: number, lightness: number): [number, number, number] {
  const a = saturation * Math.min(lightness, 1 - lightness);
  const part = (n: number) => {
    const k = (n + (((hue % 360) + 360) % 360) / 30) % 12;
    return 255 * (lightness - a * Math.max(-1, Math.min(k - 3, 9 - k, 1)));
  };
  return [part(0), part(8), part(4)];
}
