import { liveId } from '../src/live/live-message.js';
import { element } from './dom.js';
import { drawPage } from './draw-page.js';
import { startLive } from './live.js';
import { createLoader, documentBlob, pageData } from './load.js';

/** Draw what stands in the document. */
async function drawDocument(): Promise<void> {
  const main = element('main', {});
  document.body.append(main);
  try {
    await drawPage(pageData(), main, { loader: createLoader(documentBlob) });
    document.documentElement.dataset['state'] = 'drawn';
  } catch (error) {
    document.documentElement.dataset['state'] = 'failed';
    main.append(element('p', { class: 'bad' }, `This page could not be drawn: ${String(error)}`));
    throw error;
  }
}

if (document.getElementById(liveId) === null) void drawDocument();
else startLive();
