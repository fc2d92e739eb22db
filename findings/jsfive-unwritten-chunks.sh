#!/usr/bin/env bash
# jsfive: frames that were reserved and never written come back as undefined, not as the fill value of the file.
#
# Guess before running: chunks that were never written are the dataset's fill value (zero where none is set), as the HDF5 format says.
# Seen: their elements are holes of the array: undefined, skipped by forEach and reduce, NaN in sums; the fill value is not used.
# Met where a detector's writer reserves all frames before a scan and the scan is stopped early: h5py, h5wasm and silx say 0 or the fill value.
#
# The file was written by h5py 3.7.0: 'counts' 4 x 3 (uint32, chunks of a frame), of which frames 0 and 2 are written;
# 'temperature' of 4 (float32, chunks of 1, fill value -273.15), of which the first is written as 25.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
base64 -d <<'END' | gunzip > reserved.h5
H4sIAAAAAAACA+2Zv07DMBDGz3YDoQKRTo1Y6MiIxMJaqUGdAAEDIwhlBKrSSmwwlpmXYOQRKrEw8AA8Bm9QcO6cP64KYgLK91tOPp9jyz5b/py7bmdnpb5WJ0sYUo0iKjMR3lrVsqs/EavEjsQ+aOdXWV0s/oZ83487OkgSGz3xcP1s1thWRwf+C92kvW/tsZQlHelZV+POLocXgyuiQXreS/ung2E/reTn9jf7VRRwW+XKG2w1OyQtyXj7xeT+KGsa5bE88oDCzK8NfzmUHWK0uQ6KLWWKLm5/xToc7u51FOmP8co6mM/j3X59XEUOl7HnnZ1H/7xb/qLdWCbUxekZcS/eQWk8W8MSAAAAAAD8CRQteHqEdYNSVT1S6JI4C2201nP90QypeSP1gegTq0Ns/db96Inbsz5xvkKf6HFc6JPSNbL3Q/PBd2B7r13MdBTREivDNrIFAAAAmE/4HW36v8Gs963XaPr+QIT3MAAAAGCeeQcwfQjV8CAAAA==
END
echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --no-audit --no-fund jsfive@0.4.2 h5wasm@0.10.3
cat > read.mjs <<'END'
import { readFileSync } from 'node:fs';
import h5wasm from 'h5wasm/node';
import * as hdf5 from 'jsfive';

await h5wasm.ready;
const versionOf = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;
console.log('node', process.version, 'jsfive', versionOf('jsfive'), 'h5wasm', versionOf('h5wasm'));
const bytes = readFileSync('reserved.h5');
const file = new hdf5.File(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength), 'reserved.h5');
const other = new h5wasm.File('reserved.h5', 'r');
const shown = (values) => Array.from(values, (value) => String(value)).join(' ');
const rounded = (values) => shown(Array.from(values, (value) => Math.round(value * 100) / 100));
const seen = {};
for (const name of ['counts', 'temperature']) {
  seen[name] = file.get(name).value;
  console.log(`${name}: jsfive ${shown(seen[name])} | h5wasm ${rounded(other.get(name).value)}`);
}
const sum = Array.from(seen.counts).reduce((total, value) => total + value, 0);
console.log('sum of counts', sum);
other.close();
const isSeen =
  shown(seen.counts) === '1 2 3 undefined undefined undefined 7 8 9 undefined undefined undefined' &&
  shown(seen.temperature) === '25 undefined undefined undefined' &&
  Number.isNaN(sum);
process.exitCode = isSeen ? 0 : 1;
END
node read.mjs
