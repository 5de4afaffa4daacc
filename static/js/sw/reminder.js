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
  // Another page that is open stays as it is: it may hold a form that is being written.
  const pages = await clients.matchAll({ type: 'window' });
  const news = pages.find((one) => new URL(one.url).pathname === '/news');
  await (news ? news.focus().then(() => news.navigate('/news')) : clients.openWindow('/news'));
}
