/** Says that there is no network also where the phone shows bars: a page that had to come from the
 * phone itself met none, and stays so until the server is heard. */

import { isUnreached } from '../session.js';

const ASK_EVERY_MS = 15_000;

/** @param {HTMLElement} notice shown while there is no network */
export function watchNetwork(notice) {
  let reached = !isUnreached();
  const tell = () => { notice.hidden = navigator.onLine && reached; };
  const look = async () => {
    if (!reached && navigator.onLine && document.visibilityState === 'visible') reached = await isThere();
    tell();
  };
  addEventListener('online', look);
  addEventListener('offline', tell);
  document.addEventListener('visibilitychange', look);
  const asking = setInterval(() => (reached ? clearInterval(asking) : look()), ASK_EVERY_MS);
  look();
}

/** A hotel's page answers too; only our server says this. */
export async function isThere() {
  try {
    const response = await fetch('/healthz', { cache: 'no-store', redirect: 'error', signal: AbortSignal.timeout?.(10_000) ?? null });
    return (await response.json()).ok === true;
  } catch {
    return false;
  }
}
