/** `data-shown-if="outcome=met|phone"`: a part that is only asked after that answer. */

/** @param {HTMLElement} part */
export function attach(part) {
  const form = part.closest('form');
  const [name = '', wanted = ''] = (part.dataset.shownIf ?? '').split('=');
  if (!form || !name) return;
  const show = () => {
    const chosen = new FormData(form).getAll(name).map(String);
    part.hidden = !wanted.split('|').some((value) => chosen.includes(value));
    for (const control of part.querySelectorAll('input, textarea, select')) {
      /** @type {HTMLInputElement} */ (control).disabled = part.hidden;
    }
  };
  form.addEventListener('change', show);
  form.addEventListener('qm:filled', show);
  show();
}
