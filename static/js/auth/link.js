/** Handing over a link or a sheet of paper: copy, share, print. */

import { loadWords, t } from '../text.js';
import { ready } from './ready.js';

const link = document.querySelector('[data-link]');
const said = document.querySelector('[data-copied]');

/** @param {string} words */
function say(words) {
  if (said) said.textContent = words;
}

async function copy() {
  if (!(link instanceof HTMLInputElement)) return;
  link.select();
  try {
    await navigator.clipboard.writeText(link.value);
    say(t('已复制'));
  } catch {
    // Chat browsers have no clipboard: the old command often works, and the link is selected.
    say(document.execCommand('copy') ? t('已复制') : t('链接已选中，请长按复制'));
  }
}

async function share() {
  if (!(link instanceof HTMLInputElement)) return;
  await navigator.share({ title: document.title, url: link.value }).catch(() => {});
}

document.querySelector('[data-copy]')?.addEventListener('click', copy);
document.querySelector('[data-print]')?.addEventListener('click', () => print());
const sharing = document.querySelector('[data-share]');
if (sharing instanceof HTMLElement && 'share' in navigator) {
  sharing.hidden = false;
  sharing.addEventListener('click', share);
}
ready(document.body);
await loadWords();
