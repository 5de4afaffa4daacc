/** The size of the text, kept on this phone; `early.js` sets it before the first paint. */

/** @param {HTMLInputElement} radio */
export function attach(radio) {
  radio.checked = radio.value === (document.documentElement.dataset.text ?? '17');
  radio.addEventListener('change', () => {
    if (radio.value === '17') delete document.documentElement.dataset.text;
    else document.documentElement.dataset.text = radio.value;
    try { localStorage.setItem('qm-text', radio.value); } catch { /* for this page only */ }
  });
}
