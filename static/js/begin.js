/** What every page does first: note the user, end an old session, keep the service worker, start sending. */

import { currentUser, getValue, setValue } from './device.js';
import { startSending } from './outbox/triggers.js';
import { endPendingSession, isKeptPage, noteUser, pageUser } from './session.js';

/** A page that comes back from the browser's memory after somebody signed out shows nothing of theirs. */
addEventListener('pageshow', async (event) => {
  const page = event.persisted ? pageUser() : null;
  if (page && (await currentUser())?.id !== page.id) location.reload();
});

/** Never fails: a phone without storage still gets plain pages and plain forms. */
export async function beginSession() {
  keepWorker();
  try {
    await finishSignOut();
    const user = await noteUser();
    // A kept page is here because the network failed: that holds until an exchange says otherwise.
    if (user && isKeptPage()) await setValue(`link:${user.id}`, 'offline');
    if (user) startSending(user.id);
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
