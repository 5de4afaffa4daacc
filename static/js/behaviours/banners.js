/** What its owner must see on every page, on those that came from the phone itself and know nobody. */

import { currentUser } from '../device.js';

/** @param {HTMLElement} place */
export async function attach(place) {
  addEventListener('online', () => { fill(place); });
  await fill(place);
}

/** Nothing is said when it fails: the next page asks again. @param {HTMLElement} place */
async function fill(place) {
  const user = await currentUser();
  if (!user || !navigator.onLine) return;
  try {
    const response = await fetch('/me/notices', { redirect: 'error', cache: 'no-store' });
    // A hotel's page comes without our policy.
    if (!response.ok || !response.headers.has('content-security-policy')) return;
    const said = new DOMParser().parseFromString(await response.text(), 'text/html');
    const banners = [...said.body.querySelectorAll('[data-recovery-banner]')];
    // The session may be that of somebody who signed in meanwhile.
    place.replaceChildren(...banners.filter((one) => one.getAttribute('data-recovery-banner') === user.id));
  } catch { /* no network */ }
}
