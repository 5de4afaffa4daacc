/** Filters a list on the phone while it is typed: building, room, name. */

/** Full-width to half-width, no case, no spaces. @param {string} text */
export function plain(text) {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, '');
}

/** Every part must be found; 12-3-501 and 12号楼 501 have three and two parts. @param {string} query */
export function parts(query) {
  return query.normalize('NFKC').split(/[\s\-–—、,，.·/]+/).map(plain).filter(Boolean);
}

/** @param {HTMLInputElement} input */
export function attach(input) {
  const list = document.querySelector('[data-search-list]');
  if (!list) return;
  const items = [...list.querySelectorAll('[data-search-text]')].map((element) =>
    ({ element: /** @type {HTMLElement} */ (element), text: plain(/** @type {HTMLElement} */ (element).dataset.searchText ?? '') }));
  const groups = [...list.querySelectorAll('[data-search-group]')];
  const empty = document.querySelector('[data-search-empty]');
  const filter = () => {
    const wanted = parts(input.value);
    let found = 0;
    for (const { element, text } of items) {
      const fits = wanted.every((part) => text.includes(part));
      row(element).hidden = !fits;
      found += fits ? 1 : 0;
    }
    for (const group of groups) {
      /** @type {HTMLElement} */ (group).hidden = wanted.length > 0 && [...group.querySelectorAll('[data-search-text]')]
        .every((item) => row(/** @type {HTMLElement} */ (item)).hidden);
    }
    if (empty instanceof HTMLElement) empty.hidden = found > 0 || !wanted.length;
  };
  const asked = new URLSearchParams(location.search).get('q'); // a kept page answers a search too
  if (asked && !input.value) input.value = asked;
  input.addEventListener('input', filter);
  input.form?.addEventListener('submit', (event) => { event.preventDefault(); filter(); });
  filter();
}

/** The list item around a link, if the text stands on the link. @param {HTMLElement} element @returns {HTMLElement} */
function row(element) {
  return element.closest('li') ?? element;
}
