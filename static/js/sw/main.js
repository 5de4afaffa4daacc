/** Wires the service worker. It never waits-skips by itself: an open form decides when to update. */

import { currentUser } from '../device.js';
import { drain } from '../outbox/sender.js';
import { tell } from '../outbox/telling.js';
import { endPendingSession } from '../session.js';
import { ruleFor } from './policy.js';
import { openNews, remind } from './reminder.js';
import { dropOldShells, fillShell } from './shell.js';

/** @param {string} build @param {string[]} shell addresses to keep */
export function start(build, shell) {
  const worker = /** @type {WorkerScope} */ (/** @type {unknown} */ (self));

  worker.addEventListener('install', (event) => event.waitUntil(fillShell(build, shell)));

  worker.addEventListener('activate', (event) => event.waitUntil((async () => {
    await worker.registration.navigationPreload?.enable().catch(() => {});
    const open = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
    await dropOldShells(build, open.length > 0);
    await worker.clients.claim();
  })()));

  worker.addEventListener('fetch', (event) => {
    const { answer } = ruleFor(event.request);
    if (answer) event.respondWith(answer(event, build));
  });

  const retired = new Promise((_, reject) => {
    worker.addEventListener('message', (event) => {
      if (event.data?.type === 'update') event.waitUntil(worker.skipWaiting());
      if (event.data?.type === 'retire') reject(new Error('a newer version takes over'));
    });
  });
  retired.catch(() => {});

  worker.addEventListener('sync', (event) => {
    // The browser starts no newer version while this event lasts, be it minutes in a weak signal.
    if (event.tag === 'outbox') event.waitUntil(Promise.race([sendOutbox(), retired]));
  });

  worker.addEventListener('push', (event) => event.waitUntil(remind(worker.registration)));
  worker.addEventListener('notificationclick', (event) => {
    event.notification.close();
    event.waitUntil(openNews(worker.clients));
  });
}

/** Background Sync. A rejection makes the browser try again later. */
async function sendOutbox() {
  await endPendingSession();
  const user = await currentUser();
  if (!user) return;
  const { left, link } = await drain(user.id);
  if (left && (link === 'offline' || link === 'unproved')) throw new Error('still waiting');
  if (link === 'ok' || link === 'idle') await tell(user.id);
}
