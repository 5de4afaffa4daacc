/** What every page does first: note the user, end an old session, keep the service worker, start sending. */

import { currentUser, getValue, setValue } from './device.js';
import { startSending } from './outbox/triggers.js';
import { listen } from './signals.js';
import { endPendingSession, isKeptPage, isUnreached, noteUser, pageUser } from './session.js';

/** A page of somebody who signed out meanwhile, in another tab or before it came back from the
 * browser's memory, shows nothing of theirs. */
async function leaveIfGone() {
  const page = pageUser();
  if (page && (await currentUser())?.id !== page.id) location.reload();
}

addEventListener('pageshow', (event) => { if (event.persisted) leaveIfGone(); });

/** Never fails: a phone without storage still gets plain pages and plain forms. */
export async function beginSession() {
  keepWorker();
  try {
    await finishSignOut();
    const user = await noteUser();
    // This page is here because the network failed: that holds until an exchange says otherwise.
    if (user && (isKeptPage() || isUnreached())) await setValue(`link:${user.id}`, 'offline');
    if (user) startSending(user.id);
    listen('user', leaveIfGone);
  } catch { /* IndexedDB is closed here: behaviours say so where it matters */ }
}

/** A sign-out that the server has not heard of. Its session must not show another page. */
async function finishSignOut() {
  const ending = await getValue('signout');
  if (!ending) return;
  addEventListener('online', () => { endPendingSession(); });
  const ended = endPendingSession();
  const page = pageUser();
  if (!page || isKeptPage() || !page.session || page.session !== ending.session) return;
  await ended;
  if (!await currentUser()) location.replace('/sign-in');
}

async function keepWorker() {
  try {
    await navigator.serviceWorker?.register('/sw.js', { type: 'module', scope: '/' });
    const { watchUpdates } = await import('./behaviours/update-notice.js');
    await watchUpdates();
  } catch { /* an old browser, or offline at the very first page */ }
}
