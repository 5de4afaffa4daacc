/** /offline: says which of three things it is. The address stays that of the page that was asked for. */

import { currentUser } from '../device.js';
import { vaultState } from '../vault.js';

/** @param {HTMLElement} none the part that is shown without script */
export async function attach(none) {
  document.querySelector('[data-offline-retry]')?.addEventListener('click', () => location.reload());
  const user = await currentUser();
  const state = user ? await vaultState(user.id) : 'locked';
  const part = { open: 'none', expired: 'kept', locked: 'locked' }[state];
  for (const name of ['none', 'kept', 'locked']) {
    const section = name === 'none' ? none : document.querySelector(`[data-offline-${name}]`);
    if (section instanceof HTMLElement) section.hidden = name !== part;
  }
}
