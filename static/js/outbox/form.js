/** One open form: whose it is, the id its record will have (minted now, not at saving), its photos. */

import { currentUser } from '../device.js';
import { uuid7 } from '../ids.js';
import { readDraft } from './drafts.js';
import { SCHEMA } from './envelope.js';
import { fill } from './fields.js';
import { find, look } from './records.js';

/**
 * @typedef {object} FormState
 * @property {import('../device.js').User} user
 * @property {string} id
 * @property {string} key of its draft: form, version and household (the person is the database)
 * @property {import('./envelope.js').Kind} kind
 * @property {string} subject
 * @property {import('./envelope.js').Base | null} base
 * @property {import('./envelope.js').FileNote[]} files
 * @property {string} [replaces] a refused record that this form mends
 * @property {import('./store.js').Refusal} [refusal]
 * @property {boolean} restored
 * @property {boolean} closed saved or dropped: nothing may write its draft any more
 * @property {Set<string>} touched names of fields changed since the page opened
 */

/** @type {WeakMap<HTMLFormElement, Promise<FormState | null>>} */
const states = new WeakMap();

/** Every behaviour of a form gets the same state.
 * @param {HTMLFormElement} form @returns {Promise<FormState | null>} null when nothing can be kept: nobody signed in on this phone, or no IndexedDB */
export function openForm(form) {
  let state = states.get(form);
  if (!state) {
    state = open(form).catch(() => null);
    states.set(form, state);
  }
  return state;
}

/** After saving or dropping: the form is empty and its next record gets its own id. @param {HTMLFormElement} form */
export async function renew(form) {
  const old = await openForm(form);
  if (old) old.closed = true;
  form.reset();
  states.delete(form);
  form.dispatchEvent(new Event('qm:renewed'));
  form.dispatchEvent(new Event('qm:filled'));
  return openForm(form);
}

/** @param {HTMLFormElement} form @returns {Promise<FormState | null>} */
async function open(form) {
  const touched = typedAlready(form);
  form.addEventListener('input', (event) => touched.add(/** @type {HTMLInputElement} */ (event.target).name));
  const user = await currentUser();
  if (!user) return null;
  const kind = /** @type {import('./envelope.js').Kind} */ (form.dataset.outbox);
  const { visit = '', check = '', household = '', base, subject = '' } = form.dataset;
  /** @type {FormState} */
  const state = {
    user, kind, subject, id: uuid7(), key: `${kind}/${SCHEMA}/${visit || check || household || 'new'}`, files: [],
    base: kind === 'amendment' ? { id: visit, rev: Number(base) } : null, restored: false, closed: false, touched,
  };
  const mending = new URLSearchParams(location.search).get('repair');
  if (mending) await openRefused(form, state, mending);
  await openDraft(form, state);
  const id = form.querySelector('input[name="id"]') ?? form.appendChild(Object.assign(document.createElement('input'), { type: 'hidden', name: 'id' }));
  /** @type {HTMLInputElement} */ (id).value = state.id;
  return state;
}

/** A person may be faster than the scripts. @param {HTMLFormElement} form @returns {Set<string>} */
function typedAlready(form) {
  const typed = [...form.elements].filter((control) => {
    if (control instanceof HTMLInputElement) return control.value !== control.defaultValue || control.checked !== control.defaultChecked;
    return control instanceof HTMLTextAreaElement && control.value !== control.defaultValue;
  });
  return new Set(typed.map((control) => /** @type {HTMLInputElement} */ (control).name));
}

/** @param {HTMLFormElement} form @param {FormState} state */
async function openDraft(form, state) {
  const draft = await readDraft(state.user.id, state.key);
  if (!draft) return;
  state.id = draft.id;
  state.files = draft.files;
  state.restored = true;
  fill(form, draft.body, state.touched);
}

/** A refused record opens with what it said. It was never accepted, so it keeps its id, unless the id itself was the trouble.
 * @param {HTMLFormElement} form @param {FormState} state @param {string} id */
async function openRefused(form, state, id) {
  const row = await find(state.user.id, id);
  const inside = row?.state === 'refused' ? await look(state.user.id, row) : null;
  if (!row || !inside) return;
  const envelope = JSON.parse(inside.text);
  if (envelope.kind !== state.kind) return;
  state.key = `repair/${id}`;
  state.replaces = id;
  if (row.refusal?.code !== 'id_conflict') state.id = id;
  state.refusal = row.refusal;
  state.subject = inside.subject;
  state.base = envelope.base;
  state.files = row.files.filter((file) => file.state !== 'refused').map(({ sha256, size, type }) => ({ sha256, size, type }));
  forHousehold(form, envelope.body.household ?? '');
  fill(form, envelope.body, state.touched);
}

/** The empty form can mend a record of a known household: then it asks for no address. @param {HTMLFormElement} form @param {string} household */
function forHousehold(form, household) {
  const address = form.querySelector('input[name="address"], input[name="place"]');
  if (!household || !(address instanceof HTMLInputElement)) return;
  form.dataset.household = household;
  address.required = false;
  /** @type {HTMLElement} */ (address.closest('.field') ?? address).hidden = true;
}
