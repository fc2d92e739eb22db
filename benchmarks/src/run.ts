import { cpus } from 'node:os';
import { formatTimings } from './harness.js';
import { benchmarkDepth } from './depth.js';
import { benchmarkPeakModels } from './peak-models.js';
import { benchmarkPeaks } from './peaks.js';
import { runPython } from './python.js';
import { benchmarkReflectivity } from './reflectivity.js';
import { benchmarkRietveld } from './rietveld.js';
import { benchmarkSeriesFiles } from './series-files.js';
import { benchmarkSlices } from './slices.js';
import { benchmarkSpecies } from './species.js';
import { benchmarkHdf5, benchmarkText } from './text.js';
import { benchmarkTracking } from './tracking.js';
import { benchmarkExafs, benchmarkXas, describeStreams } from './xas.js';

const frames = 2000;
const points = 1000;

console.log(`Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}; medians of 15 interleaved rounds.`);
console.log(formatTimings(`\nXAS stack, ${frames} x ${points} (16 MB)`, benchmarkXas(frames, points)));
const peers = runPython('xas_peers', frames, points) as Readonly<Record<string, number>> | undefined;
if (peers === undefined) {
  console.log('\nPython peers: python3 with numpy is not here.');
} else {
  const copy = peers['copy of the same bytes']!;
  console.log('\nnumpy in its own process, against its own copy of the same bytes');
  for (const [name, time] of Object.entries(peers)) {
    console.log(
      `  ${name.padEnd(50)} ${time.toFixed(2).padStart(9)} ms ${(time / copy).toFixed(2).padStart(8)} x copy`,
    );
  }
}

console.log(formatTimings('\nEXAFS, 500 x 1000', benchmarkExafs()));
console.log(describeStreams());
console.log(benchmarkSpecies());
console.log(benchmarkPeaks());
console.log(benchmarkPeakModels());
console.log(benchmarkTracking());
console.log(benchmarkDepth());
console.log(benchmarkReflectivity());
console.log(benchmarkRietveld());
console.log(benchmarkSlices());
console.log(await benchmarkText());
console.log(benchmarkSeriesFiles());
console.log(await benchmarkHdf5());
