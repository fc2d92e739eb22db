// Whether every relative link of the documents leads to a file, and to a heading where it names one.
import { brokenLinks, documents } from './markdown.mjs';

const paths = documents();
const broken = paths.flatMap(brokenLinks);
for (const sentence of broken) console.error(sentence);
console.log(`${paths.length} documents, ${broken.length} broken links`);
if (broken.length > 0) process.exitCode = 1;
