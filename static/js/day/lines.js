/** The calm lines of the card: what was signed today, as the server said or as the outbox holds it. */

import { t } from '../text.js';
import { dayAndClock } from '../when.js';
import { partWord } from './parts.js';
import { gradeOf, recordsOf } from './records.js';
import { madeAt } from './statement.js';

/** @typedef {import('./records.js').SignIn} SignIn */
/** @typedef {{key: string, state: string, text: string, grade: string}} Line */

/** @param {string} uid @param {string} on the day @param {Set<string>} told halves, as 2026-11-23/am, that the server itself shows @returns {Promise<Line[]>} */
export async function linesOf(uid, on, told) {
  const found = (await recordsOf(uid)).map((one) => ({ one, key: `${one.statement.on}/${one.statement.part}` }));
  /** @type {Map<string, Line>} */
  const lines = new Map();
  for (const { one, key } of found) {
    // What waits is shown whatever the day: the phone's clock may be wrong.
    const waits = one.row.state === 'queued' || one.row.state === 'sending';
    if ((one.statement.on !== on && !waits) || told.has(key)) continue;
    if (one.row.state === 'refused' && lines.has(key)) continue; // the other one counts
    lines.set(key, { key, state: one.row.state, text: words(one), grade: gradeWords(gradeOf(one, Date.now())) });
  }
  return [...lines.values()];
}

/** @param {SignIn} signIn */
function words({ row, statement }) {
  const part = partWord(statement.part);
  const { clock } = dayAndClock(madeAt(statement));
  if (row.state === 'refused') return t('{part}签到没有送达：{why}', { part, why: row.refusal?.message || t('请再签一次') });
  const what = t('{part}签到 {clock}', { part, clock });
  if (row.state === 'received') return t('{what} ✓ 已送达', { what });
  if (row.state === 'set_aside') return t('{what} 已送达，等网格长确认', { what });
  return t('{what} 已保存在手机，等待发送', { what });
}

/** @param {string} grade @returns {string} how strong the evidence is, in words that both sides read */
export function gradeWords(grade) {
  if (grade === 'A') return t('A 在线签到');
  if (grade === 'B') return t('B 大厅验证码');
  if (grade === 'C') return t('C 离线签到');
  return grade === 'D' ? t('D 设备密钥') : '';
}
