/** A reminder has arrived: it is shown, and a tap on it opens 消息. */

import { getValue } from '../device.js';
import { inTime } from '../patience.js';

const STORAGE_PATIENCE_MS = 3000;
const ICON = new URL('../../icons/icon-192.png', import.meta.url).href;
const PLAIN = { title: '敲门有新消息', body: '点开看看。' };

/** Always shows something: a browser takes the right to remind from whoever does not.
 * @param {ServiceWorkerRegistration} registration */
export async function remind(registration) {
  const { title, body } = await inTime(getValue('reminder'), STORAGE_PATIENCE_MS).catch(() => undefined) ?? PLAIN;
  await registration.showNotification(title, { body, tag: 'news', icon: ICON });
}

/** @param {WorkerScope['clients']} clients */
export async function openNews(clients) {
  const [page] = await clients.matchAll({ type: 'window' });
  // An open page may hold a form that is being written: it is shown as it is.
  await (page ? page.focus() : clients.openWindow('/news'));
}
