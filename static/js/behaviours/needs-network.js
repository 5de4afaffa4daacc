/** A form that does not wait in the outbox: without a network it says so and keeps what was typed. */

import { isThere } from '../auth/network.js';

/** @param {HTMLFormElement} form */
export function attach(form) {
  const notice = form.querySelector('[data-no-network]');
  if (!(notice instanceof HTMLElement)) return;
  addEventListener('online', () => { notice.hidden = true; });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const submitter = /** @type {HTMLButtonElement | null} */ (event.submitter);
    if (submitter) submitter.disabled = true;
    const there = await isThere();
    if (submitter) submitter.disabled = false;
    notice.hidden = there;
    if (there) form.submit();
    else notice.scrollIntoView({ block: 'nearest' });
  });
}
