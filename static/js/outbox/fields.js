/** A form's fields as the body of an envelope, and back. */

/** @typedef {import('./envelope.js').Body} Body */

/** Lists in the body even when one or none is chosen. */
const LISTS = ['purposes', 'checklist', 'requests', 'turned', 'turned_urgent', 'about'];
/** Carried beside the body, or only by the plain POST. */
const OUTSIDE = new Set(['id', 'base', 'csrf']);
/** Of whom or of what a record is: nobody wrote that. */
const UNWRITTEN = new Set(['household', 'check', 'visit', 'request']);
const POSITION_FRESH_MS = 10 * 60 * 1000;

/** @param {HTMLFormElement} form @returns {Body} */
export function collect(form) {
  /** @type {Body} */
  const body = {};
  for (const [name, value] of new FormData(form)) {
    if (OUTSIDE.has(name) || typeof value !== 'string') continue;
    if (!LISTS.includes(name)) body[name] = value.trim();
    else if (value.trim()) body[name] = [...(body[name] ?? []), value.trim()];
  }
  for (const name of LISTS) if (has(form, name)) body[name] ??= [];
  for (const name of ['outcome', 'met_role']) if (has(form, name)) body[name] ??= '';
  body.position = position(form, Date.now());
  return body;
}

/** @param {HTMLFormElement} form @param {string} name */
function has(form, name) {
  return form.elements.namedItem(name) !== null;
}

/** A fix with its age at this moment; an old one is none. @param {HTMLFormElement} form @param {number} now @returns {string} "lat,lon,accuracy_m,age_s" or "" */
function position(form, now) {
  const input = form.querySelector('input[name="position"]');
  if (!(input instanceof HTMLInputElement)) return '';
  const at = Number(input.dataset.fixAt);
  if (!at) return input.value;
  if (Math.abs(now - at) > POSITION_FRESH_MS) return '';
  return [...input.value.split(',').slice(0, 3), Math.max(0, Math.round((now - at) / 1000))].join();
}

/** Puts a body back, except fields that were touched since the page opened.
 * @param {HTMLFormElement} form @param {Body} body @param {Set<string>} touched */
export function fill(form, body, touched = new Set()) {
  const seen = new Map();
  for (const control of form.elements) {
    if (!(control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement || control instanceof HTMLSelectElement)) continue;
    const { name } = control;
    if (!(name in body) || OUTSIDE.has(name) || touched.has(name) || control.type === 'file') continue;
    const values = [body[name] ?? ''].flat();
    if (control instanceof HTMLInputElement && (control.type === 'radio' || control.type === 'checkbox')) {
      control.checked = values.includes(control.value);
    } else {
      const place = seen.get(name) ?? 0;
      seen.set(name, place + 1);
      control.value = values[place] ?? '';
    }
  }
  form.closest('details')?.setAttribute('open', '');
  for (const fold of form.querySelectorAll('details')) if (isFilled(fold)) fold.open = true;
  form.dispatchEvent(new Event('qm:filled'));
}

/** @param {ParentNode} part */
function isFilled(part) {
  return [...part.querySelectorAll('input, textarea, select')].some((control) => {
    if (control instanceof HTMLInputElement && (control.type === 'radio' || control.type === 'checkbox')) return control.checked;
    return control instanceof HTMLInputElement && control.type === 'hidden' ? false : /** @type {HTMLInputElement} */ (control).value !== '';
  });
}

/** Nothing was written or chosen. @param {Body} body */
export function isEmpty(body) {
  return Object.entries(body).every(([name, value]) => UNWRITTEN.has(name) || value.length === 0);
}
