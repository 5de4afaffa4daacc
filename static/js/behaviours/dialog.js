/** `data-dialog-open="id"` opens that native dialog; `[data-dialog-close]` in it closes it. */

/** @param {HTMLElement} button */
export function attach(button) {
  const dialog = document.getElementById(button.dataset.dialogOpen ?? '');
  if (!(dialog instanceof HTMLDialogElement)) return;
  button.addEventListener('click', () => dialog.showModal());
  for (const close of dialog.querySelectorAll('[data-dialog-close]')) close.addEventListener('click', () => dialog.close());
}
