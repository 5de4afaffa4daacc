/**
 * Buttons that only a script can serve are born disabled (`auth/_waits.html`), and enabled here
 * once somebody listens: on a slow phone a tap that nobody hears would be lost.
 */

/** @param {Element | null} root the part of the page whose buttons work from now on */
export function ready(root) {
  for (const button of root?.querySelectorAll('button[data-waits]') ?? []) {
    for (const name of ['data-waits', 'disabled', 'aria-busy']) button.removeAttribute(name);
  }
  dispatchEvent(new Event('qm:listening')); // early.js: on these pages no tap waits for what app.js loads
  document.querySelector('[data-not-ready]')?.remove(); // the script has come; what still waits is not shown yet
}
