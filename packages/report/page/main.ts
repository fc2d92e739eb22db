import { liveId } from '../src/live/live-message.js';
import { element } from './dom.js';
import { drawPage } from './draw-page.js';
import { startLive } from './live.js';
import { createLoader, documentBlob, pageData } from './load.js';

/** Until the browser has shown what stands on the page now; at once where nobody looks, which it shows nothing of. */
function painted(): Promise<void> {
  if (document.hidden) return Promise.resolve();
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}

/** Draw what stands in the document: first what is looked at first. */
async function drawDocument(): Promise<void> {
  const main = element('main', {});
  document.body.append(main);
  try {
    const loader = createLoader(documentBlob);
    const onFirst = async (): Promise<void> => {
      await painted();
      performance.mark('first');
    };
    await drawPage(pageData(), main, { loader, onFirst });
    document.documentElement.dataset['state'] = 'drawn';
  } catch (error) {
    document.documentElement.dataset['state'] = 'failed';
    main.append(element('p', { class: 'bad' }, `This page could not be drawn: ${String(error)}`));
    throw error;
  }
}

if (document.getElementById(liveId) === null) void drawDocument();
else startLive();
