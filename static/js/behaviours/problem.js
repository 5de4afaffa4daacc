/** A class that is urgent by its nature is marked so at once; people may say otherwise. */

/** @param {HTMLSelectElement} select */
export function attach(select) {
  const urgent = select.form?.querySelector('input[name="urgent"]');
  if (!(urgent instanceof HTMLInputElement)) return;
  const mark = () => {
    if (select.selectedOptions[0]?.dataset.urgent !== undefined) urgent.checked = true;
  };
  select.addEventListener('change', mark);
  mark(); // chosen before the script was there; a draft is put back later, as it was
}
