/** One record on 待发: its words and its buttons. */

import { download, exportRecords } from '../outbox/export.js';
import { halfWords } from '../day/parts.js';
import { read } from '../day/records.js';
import { discard } from '../outbox/records.js';
import { startSending } from '../outbox/triggers.js';
import { release } from '../outbox/records.js';
import { t } from '../text.js';
import { keptPage } from '../vault.js';
import { say as sayTime } from './relative-time.js';

/** @typedef {import('../outbox/store.js').OutboxRecord} OutboxRecord */
/** @typedef {import('../outbox/records.js').Inside} Inside */

/** Refusals of what somebody else has done meanwhile: there is nothing to mend. */
const OVER = new Set(['done', 'taken_over', 'unknown_check', 'matter_already']);

/** @param {string} uid @param {OutboxRecord} row @param {Inside | null} inside @returns {HTMLElement | null} */
export function drawRecord(uid, row, inside) {
  const template = document.querySelector('template[data-record]');
  if (!(template instanceof HTMLTemplateElement)) return null;
  const item = /** @type {HTMLElement} */ (/** @type {DocumentFragment} */ (template.content.cloneNode(true)).firstElementChild);
  item.dataset.state = row.state;
  item.dataset.id = row.id;
  const put = (/** @type {string} */ hook, /** @type {string} */ text) => {
    const place = item.querySelector(`[data-record-${hook}]`);
    if (place instanceof HTMLElement) { place.textContent = text; if (text) place.hidden = false; }
  };
  const subject = row.erased ? t('内容已删除') : inside ? inside.subject || t('没有门牌') : t('这条记录在这部手机上打不开');
  put('subject', title(row, inside, subject));
  put('state', stateWord(row));
  put('urgent', row.urgent ? t('紧急') : '');
  put('receipt', row.receipt ? t('回执 {short}', { short: row.receipt.short }) : '');
  put('files', filesWords(row));
  put('why', why(row));
  const time = item.querySelector('time');
  if (time) { time.dateTime = new Date(row.savedAt).toISOString(); sayTime(time, new Date()); }
  wire(item, uid, row, subject, inside);
  return item;
}

/** @param {OutboxRecord} row @param {Inside | null} inside @param {string} subject */
function title(row, inside, subject) {
  if (row.kind === 'amendment') return t('{subject} 更正', { subject });
  if (row.kind === 'check_answers') return t('{subject} 抽查问到的', { subject });
  if (row.kind === 'correction') return t('{subject} 信息有变', { subject });
  if (row.kind === 'matter') return t('{subject} 办件', { subject });
  const signIn = row.kind === 'sign_in' ? read(row, inside?.text) : null;
  return signIn ? t('签到 {half}', { half: halfWords(signIn.statement) }) : subject;
}

/** @param {OutboxRecord} row */
function stateWord(row) {
  if (row.state === 'queued') return t('已保存在手机，等待发送');
  if (row.state === 'sending') return t('正在发送');
  if (row.state === 'received') return t('已送达');
  return row.state === 'refused' ? t('未能送达') : t('已送达，等网格长确认');
}

/** @param {OutboxRecord} row */
function filesWords({ files, state }) {
  if (!files.length) return '';
  const done = files.filter((file) => file.state === 'received').length;
  return state === 'received' || state === 'set_aside' ? t('照片 {n}/{of}', { n: done, of: files.length }) : t('照片 {n} 张', { n: files.length });
}

/** @param {OutboxRecord} row */
function why(row) {
  const broken = row.files.find((file) => file.state === 'refused');
  if (row.refusal?.code === 'unreadable') return t('打开它的钥匙不在了，请重新记一次，再删去这条');
  if (row.state === 'refused') return row.refusal?.message || t('没有说明原因，请修改后重发或联系网格长');
  if (row.state === 'set_aside' && row.kind === 'sign_in') return t('签到已收下，要由网格长看过才算，比如手机已注销');
  if (row.state === 'set_aside') return t('手机时钟不准，说不清当时是不是您负责的住户；记录已收下，由网格长处理');
  if (broken) return broken.message || t('有照片没能送达，请重拍');
  if (row.state === 'queued' && row.tries > 0) return t('已试 {n} 次，会自动再试', { n: row.tries });
  return '';
}

/** @param {HTMLElement} item @param {string} uid @param {OutboxRecord} row @param {string} subject @param {Inside | null} inside */
function wire(item, uid, row, subject, inside) {
  const on = (/** @type {string} */ hook, /** @type {boolean} */ fits, /** @type {() => unknown} */ deed) => {
    const button = item.querySelector(`[data-record-${hook}]`);
    if (!(button instanceof HTMLElement)) return;
    button.hidden = !fits;
    button.addEventListener('click', deed);
  };
  const atServer = row.state === 'received' || row.state === 'set_aside';
  const save = async () => download(await exportRecords(uid, [row]), `qiaomen-${row.id}.json`);
  on('retry', row.state === 'queued' && row.tries > 0, async () => { await release(uid, row.id); startSending(uid).kick('button'); });
  on('mend', row.state === 'refused' && !row.erased && inside !== null && !OVER.has(row.refusal?.code ?? ''), async () => location.assign(await mendAt(uid, row, inside)));
  const again = row.kind === 'sign_in' ? item.querySelector('[data-record-mend] span') : null;
  if (again) again.textContent = t('重新签到');
  on('export', !atServer && !row.erased, save);
  on('drop', row.state === 'refused' || row.state === 'queued', async () => {
    const reason = await askReason(subject, save);
    if (reason) await discard(uid, row.id, reason);
  });
}

/** The form that opens it again: the household's own page if it can be shown, else the empty form. @param {string} uid @param {OutboxRecord} row @param {Inside | null} inside */
async function mendAt(uid, row, inside) {
  if (row.kind === 'sign_in') return navigator.onLine ? '/day' : '/today'; // a touch cannot be mended, only made again
  if (row.kind === 'matter') return `/reports/new?repair=${row.id}`;
  const said = JSON.parse(inside?.text || '{}');
  const own = row.kind === 'check_answers' ? `/checks/${said.body?.check}` : row.kind === 'amendment' ? `/visits/${said.base?.id}` : `/households/${row.household}`;
  const shown = row.kind !== 'visit' || (row.household && (navigator.onLine || await keptPage(uid, own)));
  return `${shown ? own : '/visits/new'}?repair=${row.id}`;
}

/** Deleting needs a reason and a second tap; exporting is offered first. @param {string} subject @param {() => Promise<void>} save @returns {Promise<string | null>} */
function askReason(subject, save) {
  const dialog = document.querySelector('dialog[data-drop-dialog]');
  if (!(dialog instanceof HTMLDialogElement)) return Promise.resolve(confirm(t('删去这条记录？')) ? 'confirmed' : null);
  const name = dialog.querySelector('[data-drop-subject]');
  if (name) name.textContent = subject;
  const exporting = dialog.querySelector('[data-drop-export]');
  exporting?.addEventListener('click', save);
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      exporting?.removeEventListener('click', save);
      const reason = dialog.querySelector('select')?.value || 'confirmed';
      resolve(dialog.returnValue === 'drop' ? reason : null);
    }, { once: true });
  });
}
