#!/usr/bin/env bash
# h5wasm: records whose members have different byte orders come back with bytes reversed, without an error.
#
# Guess before running: as numbers of either order are right in plain arrays, and records of all big-endian members too, records
# that mix both are right as well.
# Seen: the members whose order is not that of the first come back byte by byte reversed (3.5 as 1.5e-320). dtype tells both orders.
# Met where detector or cycler records written by instruments (big-endian floats) are kept beside counters of the writing computer.
#
# The file was written by h5py 3.7.0, of NumPy dtypes [('count', '<i4'), ('volt', '>f8')] (records), both '>' (big), both '<' (little),
# and a plain array '>f8' (array), each of counts 1, 2, 3 and volts 3.5, 3.75, 4.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
base64 -d <<'END' | gunzip > mixed.h5
H4sIAAAAAAACA+v0cHHj5ZLiYubgYICB/1DQAhUygIrfen9Syd/DJYhJoWsjTzYyrmASQtYIA1xMDIwMDGxAOUYG9qLU5PyilOLDUMPY+ECizEmZ6ecZoSKCIBG2nMySkpzU20xQQQGQIGtiUVFi5XNmqF52uFPLFXg/gZ3EyMDIKMLAwMTIyAhTBadNGRjNgMbxANnJ+aV5JQwMAkCfsYAlFRjK8nNKGFgEFe0ZIN51YDDhZjD5D9TNCnQ+MxcH0PksjFBJBhWYzf0Mgw2wuC3JIicsOEkNC5XBHxYuty/4USddKOAPC4/BHxZnDTgtCYaFCAMjoWjPgXpVAmbwBoYhB5i5XL4xjIJRMAogAFT3OvBA2KAq14EPUTA4CCCUwdSAlMHUgJTB1DDChXgcmOBsPgdmOFvAAWYGTD/MfAA4AhF4hAgAAA==
END
echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --no-audit --no-fund h5wasm@0.10.3
cat > read.mjs <<'END'
import { readFileSync } from 'node:fs';
import h5wasm from 'h5wasm/node';

await h5wasm.ready;
console.log('node', process.version, 'h5wasm', JSON.parse(readFileSync('node_modules/h5wasm/package.json', 'utf8')).version);
const file = new h5wasm.File('mixed.h5', 'r');
const read = (name) => Array.from(file.get(name).value, (row) => (Array.isArray(row) ? row.map(Number) : Number(row)));
for (const name of ['array', 'little', 'big', 'records'])
  console.log(name.padEnd(8), JSON.stringify(file.get(name).dtype), JSON.stringify(read(name)));
const right = JSON.stringify([[1, 3.5], [2, 3.75], [3, 4]]);
const same = (name) => JSON.stringify(read(name)) === right;
const reversed = new DataView(new ArrayBuffer(8));
reversed.setFloat64(0, 3.5);
const seen = read('records')[0][1] === reversed.getFloat64(0, true);
process.exitCode = same('little') && same('big') && seen ? 0 : 1;
file.close();
END
node read.mjs
