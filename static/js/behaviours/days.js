/** Keeps the challenges of the next days on the phone, behind the page's back. */

import { currentUser } from '../device.js';
import { refreshDays } from '../day/challenges.js';
import { isKeptPage } from '../session.js';

/** @param {HTMLElement} body */
export function attach(body) {
  const quiet = () => { fresh(body).catch(() => {}); };
  if ('requestIdleCallback' in globalThis) requestIdleCallback(quiet, { timeout: 3000 });
  else setTimeout(quiet, 600);
  addEventListener('online', quiet);
}

/** Nobody waits for it: a page without a network, or of somebody else, asks for nothing. @param {HTMLElement} body */
async function fresh(body) {
  const user = await currentUser();
  const pageUser = body.ownerDocument.documentElement.dataset.user;
  if (user?.community && user.id === pageUser && navigator.onLine && !isKeptPage()) await refreshDays(user.id);
}
