import { element } from './dom.js';
import { drawPage } from './draw-page.js';
import { pageData } from './load.js';

const main = element('main', {});
document.body.append(main);
drawPage(pageData(), main)
  .then(() => {
    document.documentElement.dataset['state'] = 'drawn';
  })
  .catch((error: unknown) => {
    document.documentElement.dataset['state'] = 'failed';
    main.append(element('p', { class: 'bad' }, `This page could not be drawn: ${String(error)}`));
    throw error;
  });
