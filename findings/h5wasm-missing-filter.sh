#!/usr/bin/env bash
# h5wasm: a dataset whose compression is not built in comes back as numbers that are not in the file, without an exception.
#
# Guess before running: LZF, which h5py writes when asked for fast compression, is either decoded or refused by an exception.
# Seen: `value` and `slice` return an array of the right length and type whose numbers are not those of the file. The HDF5 library writes
# its own account of the missing filter to standard error; the caller is told nothing. `filters` names the filter and can be asked before.
# Met where beamline or laboratory scripts save frames with h5py's compression="lzf" and a page or a Node script reads them.
#
# The file was written by h5py 3.7.0: arange(9.) as 'plain', with compression='gzip' as 'gzip', with compression='lzf' as 'lzf'.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
base64 -d <<'DATA' | gunzip > lzf.h5
H4sIAAAAAAACA+2XQUsCQRTH3+y67qoJCh6WENou0VHCQzc30PBUUh2kQ6yUhiDhoYMIQUe7R+ftEPQB+gIdgs59gj5AkN/AZpw35i4qdCjCfT8Y/s6859vdN29md26q5d10cjUJAsuCGGRgmhHiOcG+snuoDHWA+qipcTa22Tiexfhhv6ODSkV4j0Ko6xRiUi0goki1slMTWsc+liO8akG/bqfRvuB63m93Rb/TbwXqc/uH12VgyP8y1ZeVzJgcSKCfUp3bhSXrlLBWXSimoDjSpd3go8KuaRqT9Szj6UyVdjV0B4N/NQ+He/tlxp9S7RI9Y7G/WveD+GI/ta4dPRr1zCD+O3Wly4gpvkLYOJ6Kb4134rNmq9O4bEJsknesP01Tc5oIbrPekuRjM5APuBJ2fbI/iHwY7Hv1TeWlYM/MS30Jq3JYwh8uZgE1g5pDtVHzqI7bOzn13Pjax/2Kab2wB8N/sm7vrt+2asfPDHqfepfn9p3PxbDkp8G9NsHyTcjwluPN5i3vm8xx6UVHEARBEH+AOHezGefu9XnnsNABPAF0LicIgiCIqH4vbMzxb9P3AkEQBEFEji9ola49YCAAAA==
DATA
echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --no-audit --no-fund h5wasm@0.10.3
cat > read.mjs <<'END'
import { readFileSync } from 'node:fs';
import h5wasm from 'h5wasm/node';

await h5wasm.ready;
console.log('node', process.version, 'h5wasm', JSON.parse(readFileSync('node_modules/h5wasm/package.json', 'utf8')).version);
const file = new h5wasm.File('lzf.h5', 'r');
const right = '0,1,2,3,4,5,6,7,8';
const seen = {};
for (const name of ['plain', 'gzip', 'lzf']) {
  const dataset = file.get(name);
  try {
    seen[name] = String(Array.from(dataset.value));
  } catch (error) {
    seen[name] = `refused: ${error.message}`;
  }
  const filters = dataset.filters.map((each) => each.name || each.id).join(' ') || 'no filter';
  console.log(`${name} (${filters}): ${seen[name] === right ? 'as written' : seen[name].startsWith('refused') ? seen[name] : 'other numbers, no exception'}`);
}
process.exitCode = seen.plain === right && seen.gzip === right && seen.lzf !== right && !seen.lzf.startsWith('refused') ? 0 : 1;
file.close();
END
node read.mjs 2> messages.txt
echo "on standard error: $(grep -c . messages.txt) lines, of them $(grep -c 'is not registered' messages.txt) naming the filter"
