/** The hall's screen stays awake, fills the screen when asked, and hides a code that is too old. */

/** A code is of one minute; the page asks for it every five seconds. */
export const STALE_AFTER_MS = 60_000;
const LOOK_EVERY_MS = 2_000;

/** @param {HTMLElement} hall */
export function attach(hall) {
  let renewed = performance.now();
  const stale = /** @type {HTMLElement} */ (hall.querySelector('[data-hall-stale]'));
  new MutationObserver(() => { renewed = performance.now(); look(); })
    .observe(/** @type {Element} */ (hall.querySelector('#hall-code')), { childList: true });
  const look = () => {
    const old = performance.now() - renewed > STALE_AFTER_MS;
    hall.classList.toggle('is-stale', old);
    stale.hidden = !old;
  };
  setInterval(look, LOOK_EVERY_MS);
  stayAwake();
  document.addEventListener('visibilitychange', stayAwake);
  const button = document.querySelector('[data-full-screen]');
  if (button instanceof HTMLElement && hall.requestFullscreen) {
    button.hidden = false;
    button.addEventListener('click', () => { hall.requestFullscreen().catch(() => { button.hidden = true; }); });
  }
}

/** Where the browser lets it; elsewhere the tablet's own setting decides. */
function stayAwake() {
  if (document.visibilityState === 'visible') navigator.wakeLock?.request('screen').catch(() => {});
}
