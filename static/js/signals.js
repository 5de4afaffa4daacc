/** Tells every tab, and the page itself, that something changed: 'outbox', 'link', 'round', 'epoch', 'moved', 'user'. */

const local = new EventTarget();
const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('qiaomen') : null;

channel?.addEventListener('message', (event) => {
  local.dispatchEvent(new CustomEvent(event.data.kind, { detail: event.data.detail }));
});

/** @param {string} kind @param {unknown} [detail] plain data without anything about a household */
export function announce(kind, detail) {
  local.dispatchEvent(new CustomEvent(kind, { detail }));
  tellOthers(kind, detail);
}

/** Only the other tabs. @param {string} kind @param {unknown} [detail] */
export function tellOthers(kind, detail) {
  channel?.postMessage({ kind, detail });
}

/** @param {string} kind @param {(detail: any) => void} heard */
export function listen(kind, heard) {
  local.addEventListener(kind, (event) => heard(/** @type {CustomEvent} */ (event).detail));
}
