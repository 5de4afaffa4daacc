/** The number on the app's icon and on the tab 我: news that nobody opened, and one for a half day
 * that is not signed yet. Pages that come from the phone know the news of the last other page. */

import { changeValue } from './device.js';
import { t } from './text.js';

/** @typedef {{news?: number, unsigned?: number}} Counted */

/** @param {string} uid @param {Counted} said what this page knows of it */
export async function count(uid, said) {
  /** @type {Counted} */
  const { news = 0, unsigned = 0 } = await changeValue(`badge:${uid}`, (old) => ({ ...old, ...said })).catch(() => said);
  const all = news + unsigned;
  for (const place of document.querySelectorAll('[data-news-count]')) place.textContent = all ? String(all) : '';
  for (const place of document.querySelectorAll('[data-news-words]')) place.textContent = all ? t('{n} 条新消息', { n: all }) : '';
  const shown = all ? navigator.setAppBadge?.(all) : navigator.clearAppBadge?.();
  return shown?.catch(() => {}); // a browser may have it and still refuse
}
