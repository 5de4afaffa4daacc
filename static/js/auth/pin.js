/** PIN fields: digits only, also full-width ones, and words when something is wrong. */

import { t } from '../text.js';

/** @param {HTMLFormElement} form */
export function pinFields(form) {
  form.noValidate = false;
  for (const input of form.querySelectorAll('input[inputmode=numeric]')) {
    if (!(input instanceof HTMLInputElement)) continue;
    input.addEventListener('input', () => {
      const digits = input.value.normalize('NFKC').replaceAll(/\D/g, '').slice(0, 6);
      if (digits !== input.value) input.value = digits;
      input.setCustomValidity('');
    });
    input.addEventListener('invalid', () => {
      if (!input.validity.customError) input.setCustomValidity(t('请输入 6 位数字'));
    });
  }
}

/** The same rule as app/auth/rules.py, so that the person hears it at once. @param {string} pin */
export function weakPin(pin) {
  const steps = new Set([...pin].slice(1).map((digit, at) => (Number(digit) - Number(pin[at]) + 10) % 10));
  return steps.size === 1 || pin.slice(0, 3) === pin.slice(3) || pin.slice(0, 2).repeat(3) === pin;
}
