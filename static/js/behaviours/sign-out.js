/** Sign-out: the vault closes here and now, also without a network; what waits to be sent stays. */

import { endPendingSession, signOut } from '../session.js';

/** @param {HTMLFormElement} form */
export function attach(form) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    try {
      await signOut(new URL(form.action).pathname);
    } catch {
      form.submit(); // no IndexedDB: nothing is kept here anyway
      return;
    }
    if (navigator.onLine) await endPendingSession();
    location.replace('/sign-in');
  });
}
