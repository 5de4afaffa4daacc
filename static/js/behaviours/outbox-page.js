/** 待发: every record with its own state, receipt, reason and what can be done about it. */

import { currentUser, getValue } from '../device.js';
import { dropDraft, listDrafts } from '../outbox/drafts.js';
import { download, exportRecords } from '../outbox/export.js';
import { list, look, ofState } from '../outbox/records.js';
import { lost } from '../outbox/store.js';
import { startSending } from '../outbox/triggers.js';
import { listen } from '../signals.js';
import { t } from '../text.js';
import { drawRecord } from './outbox-item.js';
import { say as sayTime } from './relative-time.js';

/** @typedef {import('../outbox/store.js').OutboxRecord} OutboxRecord */
/** @typedef {import('../device.js').User} User */

const PAGE = 50;
const PAUSE_MS = 700;

/** @param {HTMLElement} shelf the list of records */
export function attach(shelf) {
  return reading(() => show(shelf));
}

/** Whether records are there nobody knows while the storage does not answer. @param {() => unknown} act */
async function reading(act) {
  try {
    await act();
  } catch (why) {
    console.warn(why);
    say(unreadable());
  }
}

function unreadable() {
  return t('手机现在读不出自己的存储，看不到里面的记录。先不要清除浏览器数据，请重新打开这一页。');
}

/** @param {HTMLElement} shelf */
async function show(shelf) {
  const known = currentUser();
  /** @param {string} selector @param {(user: User) => unknown} act */
  const tapped = (selector, act) => one(selector)?.addEventListener('click', () => reading(async () => {
    const user = await known;
    if (user) await act(user);
  }));
  let shown = PAGE;
  tapped('[data-outbox-more]', (user) => { shown += PAGE; return drawAll(shelf, user, shown); });
  tapped('[data-send-now]', sendNow);
  tapped('[data-export-all]', exportAll);
  const user = await known;
  if (!user) {
    say('');
    unhide('[data-sign-in-needed]', true);
    return;
  }
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const loading = one('[data-outbox-status]')?.textContent;
  const draw = async () => {
    await drawAll(shelf, user, shown);
    if ([loading, unreadable()].includes(one('[data-outbox-status]')?.textContent)) say('');
  };
  const soon = () => { timer ??= setTimeout(() => { timer = undefined; reading(draw); }, PAUSE_MS); };
  listen('outbox', soon);
  listen('link', soon);
  await draw();
}

/** @param {HTMLElement} shelf @param {User} user @param {number} shown */
async function drawAll(shelf, user, shown) {
  const rows = await list(user.id, shown + 1);
  const open = [...await ofState(user.id, 'refused'), ...rows];
  const unique = [...new Map(open.map((row) => [row.id, row])).values()].slice(0, shown);
  const items = await Promise.all(unique.map(async (row) => drawRecord(user.id, row, await look(user.id, row))));
  keepFocus(shelf, () => shelf.replaceChildren(...items.filter((item) => item !== null)));
  const drafts = await drawDrafts(user);
  unhide('[data-outbox-more]', rows.length > shown);
  unhide('[data-outbox-checks]', unique.some((row) => row.kind === 'check_answers'));
  unhide('[data-outbox-empty]', rows.length === 0 && drafts === 0);
  unhide('[data-sign-in-needed]', await getValue(`link:${user.id}`) === 'signin');
  await showLoss(user);
}

/** @param {User} user @returns {Promise<number>} */
async function drawDrafts(user) {
  const shelf = one('[data-draft-list]');
  const template = one('template[data-draft]');
  const drafts = await listDrafts(user.id);
  unhide('[data-drafts]', drafts.length > 0);
  if (!shelf || !(template instanceof HTMLTemplateElement)) return drafts.length;
  shelf.replaceChildren(...drafts.map((draft) => {
    const item = /** @type {HTMLElement} */ (/** @type {DocumentFragment} */ (template.content.cloneNode(true)).firstElementChild);
    const subject = item.querySelector('[data-record-subject]');
    if (subject) subject.textContent = draft.subject || t('还没写门牌');
    const time = item.querySelector('time');
    if (time) { time.dateTime = new Date(draft.at).toISOString(); sayTime(time, new Date()); }
    item.querySelector('[data-draft-open]')?.setAttribute('href', draft.path);
    item.querySelector('[data-draft-drop]')?.addEventListener('click', async () => {
      if (!confirm(t('删去这份草稿？'))) return;
      await dropDraft(user.id, draft.key, draft.id, 'deleted by its author');
      await drawDrafts(user);
    });
    return item;
  }));
  return drafts.length;
}

/** @param {User} user */
async function sendNow(user) {
  say(t('正在发送'));
  await startSending(user.id).kick('button');
  const [waiting, link] = await Promise.all([ofState(user.id, 'queued'), getValue(`link:${user.id}`)]);
  if (!waiting.length) say(t('都已送达'));
  else if (link === 'signin') say(t('请登录后发送'));
  else say(t('还有 {n} 条没有送达，会自动再试', { n: waiting.length }));
}

/** @param {User} user */
async function exportAll(user) {
  /** @type {OutboxRecord[]} */
  const rows = [];
  for (const state of /** @type {const} */ (['queued', 'sending', 'refused', 'set_aside', 'received'])) rows.push(...await ofState(user.id, state));
  if (!rows.length) return say(t('没有可以导出的记录'));
  download(await exportRecords(user.id, rows), `qiaomen-${new Date().toISOString().slice(0, 10)}.json`);
  say(t('已导出 {n} 条', { n: rows.length }));
}

/** @param {User} user */
async function showLoss(user) {
  const loss = await lost(user.id);
  unhide('[data-outbox-lost]', loss !== undefined);
  const words = one('[data-lost-text]');
  if (loss && words) {
    words.textContent = loss.unsent ? t('手机空间不足，清掉了敲门的数据，当时有 {n} 条没有发出。请联系网格长补记。', { n: loss.unsent })
      : t('手机空间不足，清掉了敲门的数据；当时没有未发出的记录。');
  }
}

/** @param {HTMLElement} shelf @param {() => void} redraw a redraw must not throw a person out of a button */
function keepFocus(shelf, redraw) {
  const focused = document.activeElement;
  const item = focused?.closest('[data-id]')?.getAttribute('data-id');
  const hook = item && shelf.contains(focused) ? focused?.getAttributeNames().find((name) => name.startsWith('data-record-')) : undefined;
  redraw();
  if (hook) /** @type {HTMLElement | null} */ (shelf.querySelector(`[data-id="${CSS.escape(item ?? '')}"] [${hook}]`))?.focus();
}

/** @param {string} selector @returns {HTMLElement | null} */
function one(selector) {
  return document.querySelector(selector);
}

/** @param {string} selector @param {boolean} visible */
function unhide(selector, visible) {
  const element = one(selector);
  if (element) element.hidden = !visible;
}

/** @param {string} text */
function say(text) {
  const line = one('[data-outbox-status]');
  if (line) line.textContent = text;
}
