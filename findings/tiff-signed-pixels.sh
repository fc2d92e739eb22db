#!/usr/bin/env bash
# tiff: pictures of signed or half-precision pixels are read as unsigned integers, without a word.
#
# Guess before running: 16-bit signed pixels (SampleFormat 2) come as Int16Array, as 32-bit floats come as Float32Array; half precision is refused.
# Seen: both come as Uint16Array: -5 as 65531, and 1.5 in half precision as its bit pattern 15872. The tag `sampleFormat` is there to be asked.
# Met where radiographs are saved with the dark picture taken away (ImageJ "16-bit signed", detector software), or by NumPy as float16.
#
# The pictures are written here: one strip, three pixels, little-endian, no compression.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --no-audit --no-fund tiff@7.1.3 geotiff@3.0.5
cat > read.mjs <<'END'
import { readFileSync } from 'node:fs';
import { fromArrayBuffer } from 'geotiff';
import { decode } from 'tiff';

/** A TIFF of one row of pixels: bits per pixel and sample format (1 unsigned, 2 signed, 3 floating point). */
function picture(pixels, bits, format) {
  const entries = [[256, 3], [257, 1], [258, bits], [259, 1], [262, 1], [273, 8], [277, 1], [278, 1], [279, pixels.byteLength], [339, format]];
  const start = 8 + pixels.byteLength + (pixels.byteLength % 2);
  const bytes = new Uint8Array(start + 2 + 12 * entries.length + 4);
  const view = new DataView(bytes.buffer);
  bytes.set([0x49, 0x49, 42, 0]);
  view.setUint32(4, start, true);
  bytes.set(new Uint8Array(pixels.buffer), 8);
  view.setUint16(start, entries.length, true);
  entries.forEach(([tag, value], index) => {
    const at = start + 2 + 12 * index;
    view.setUint16(at, tag, true);
    view.setUint16(at + 2, 4, true);
    view.setUint32(at + 4, 1, true);
    view.setUint32(at + 8, value, true);
  });
  return bytes;
}
const versionOf = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;
console.log('node', process.version, 'tiff', versionOf('tiff'), 'geotiff', versionOf('geotiff'));
const pictures = {
  signed: picture(new Int16Array([-5, 300, -32768]), 16, 2),
  single: picture(new Float32Array([-5, 300.5, 1e-6]), 32, 3),
  half: picture(new Uint16Array([0x3e00, 0xc500, 0x3c00]), 16, 3),
};
const seen = {};
for (const [name, bytes] of Object.entries(pictures)) {
  const { data } = decode(bytes)[0];
  const image = await (await fromArrayBuffer(bytes.buffer)).getImage();
  const [other] = await image.readRasters();
  seen[name] = `${data.constructor.name} ${data.join(' ')}`;
  console.log(`${name}: tiff ${seen[name]} | geotiff ${other.constructor.name} ${other.join(' ')}`);
}
process.exitCode = seen.signed === 'Uint16Array 65531 300 32768' && seen.half === 'Uint16Array 15872 50432 15360' && seen.single.startsWith('Float32Array') ? 0 : 1;
END
node read.mjs
