/** Photos: made small, kept on the phone at once, shown, removed. They belong to the draft. */

import { QuotaError } from '../idb.js';
import { dropFile, putFile, readFile } from '../outbox/drafts.js';
import { openForm } from '../outbox/form.js';
import { shrink } from '../shrink.js';
import { t } from '../text.js';

const MOST = 5;
const LARGEST_ORIGINAL = 1_000_000; // what the server takes

/** @param {HTMLElement} group */
export async function attach(group) {
  const form = group.closest('form');
  const input = group.querySelector('input[type="file"]');
  if (!form || !(input instanceof HTMLInputElement)) return;
  const take = async () => {
    const files = [...input.files ?? []];
    input.value = '';
    await addAll(form, group, files);
  };
  input.addEventListener('change', take);
  form.addEventListener('qm:renewed', () => show(form, group));
  await show(form, group);
  if (input.files?.length) await take(); // chosen before the script was there
}

/** @param {HTMLFormElement} form @param {HTMLElement} group @param {File[]} files */
async function addAll(form, group, files) {
  const state = await openForm(form);
  if (!state) return say(group, t('现在不能存照片'));
  say(group, '');
  for (const [place, file] of files.entries()) {
    if (state.files.length >= MOST) return say(group, t('最多 {n} 张照片', { n: MOST }));
    say(group, t('正在处理照片 {n}/{of}', { n: place + 1, of: files.length }));
    const trouble = await add(form, group, state, file);
    say(group, trouble);
    if (trouble) return undefined;
  }
  return undefined;
}

/** @param {HTMLFormElement} form @param {HTMLElement} group @param {import('../outbox/form.js').FormState} state @param {File} file @returns {Promise<string>} what went wrong, in words */
async function add(form, group, state, file) {
  const blob = await shrink(file).catch(() => null) ?? original(file);
  if (!blob) return t('这张照片打不开，请重拍或换成 JPEG');
  try {
    const note = await putFile(state.user.id, state.id, blob);
    if (state.files.some((each) => each.sha256 === note.sha256)) return t('这张照片已经加过了');
    state.files = [...state.files, note];
    changed(form);
    await showOne(form, group, note);
    return '';
  } catch (error) {
    return error instanceof QuotaError ? t('手机存储已满，照片没有存下；文字还在') : t('照片没有存下，请再试一次');
  }
}

/** A photo that this browser cannot decode (HEIC) goes as it is if the server would take its size. @param {File} file */
function original(file) {
  return /^image\//.test(file.type) && file.size > 0 && file.size <= LARGEST_ORIGINAL ? file : null;
}

/** @param {HTMLFormElement} form @param {HTMLElement} group */
async function show(form, group) {
  for (const image of group.querySelectorAll('[data-photo-list] img')) URL.revokeObjectURL(/** @type {HTMLImageElement} */ (image).src);
  group.querySelector('[data-photo-list]')?.replaceChildren();
  const state = await openForm(form);
  for (const note of state?.files ?? []) await showOne(form, group, note);
}

/** @param {HTMLFormElement} form @param {HTMLElement} group @param {import('../outbox/drafts.js').FileNote} note */
async function showOne(form, group, note) {
  const state = await openForm(form);
  const blob = state && (await readFile(state.user.id, state.id, note.sha256)
    ?? await readFile(state.user.id, state.replaces ?? '', note.sha256));
  const list = group.querySelector('[data-photo-list]');
  const template = group.querySelector('template[data-photo]');
  if (!state || !blob || !list || !(template instanceof HTMLTemplateElement)) return;
  const item = /** @type {HTMLElement} */ (/** @type {DocumentFragment} */ (template.content.cloneNode(true)).firstElementChild);
  const image = item.querySelector('img');
  if (image) {
    image.src = URL.createObjectURL(blob);
    image.addEventListener('error', () => { image.hidden = true; });
  }
  const words = item.querySelector('[data-photo-note]');
  if (words) words.textContent = t('{n} kB', { n: Math.ceil(note.size / 1000) });
  item.querySelector('[data-photo-remove]')?.addEventListener('click', async () => {
    state.files = state.files.filter((each) => each !== note);
    changed(form);
    if (image) URL.revokeObjectURL(image.src);
    item.remove();
    if (!state.replaces) await dropFile(state.user.id, state.id, note.sha256);
  });
  list.append(item);
}

/** The draft is written anew. @param {HTMLFormElement} form */
function changed(form) {
  form.dispatchEvent(new Event('input'));
}

/** @param {HTMLElement} group @param {string} text */
function say(group, text) {
  let line = group.querySelector('[data-photo-status]');
  if (!line) {
    line = Object.assign(document.createElement('p'), { className: 'hint' });
    line.setAttribute('data-photo-status', '');
    line.setAttribute('role', 'status');
    group.append(line);
  }
  line.textContent = text;
}
