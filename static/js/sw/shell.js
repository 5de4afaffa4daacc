/** The shell: pages that are the same for everyone, and all static files of one build. */

const SHELL = 'shell-';
const exact = { ignoreVary: true };

/** All or nothing: a worker with half a shell is never installed. @param {string} build @param {string[]} addresses */
export async function fillShell(build, addresses) {
  const cache = await caches.open(SHELL + build);
  await Promise.all(addresses.map(async (address) => {
    const isStatic = address.startsWith('/static/'); // its address holds its content's hash
    if (isStatic && await cache.match(address, exact)) return;
    const response = await fetch(address, { cache: isStatic ? 'default' : 'reload', redirect: 'error', credentials: 'same-origin' });
    await check(address, response.clone());
    await cache.put(address, response);
  }));
  // The list of keys may have changed within one build: its old address goes, now that the new one is here.
  const wanted = new Set(addresses.map((address) => new URL(address, location.origin).href));
  for (const request of await cache.keys()) if (!wanted.has(request.url)) await cache.delete(request, exact);
}

/** A captive portal answers 200 to everything. @param {string} address @param {Response} response */
async function check(address, response) {
  if (!response.ok) throw new TypeError(`${address}: ${response.status}`);
  const type = response.headers.get('content-type') ?? '';
  if (address.startsWith('/static/') && type.includes('text/html')) throw new TypeError(`${address}: a page came instead`);
  if (address.startsWith('/keys.json') && !Array.isArray((await response.json()).keys)) throw new TypeError('no keys');
}

/**
 * Only shells of old builds go; databases never. While pages are open the newest old shell
 * stays: they may still import from it.
 * @param {string} build @param {boolean} pagesAreOpen
 */
export async function dropOldShells(build, pagesAreOpen) {
  const old = (await caches.keys()).filter((name) => name.startsWith(SHELL) && name !== SHELL + build);
  const spared = pagesAreOpen ? old.slice(-1) : [];
  await Promise.all(old.filter((name) => !spared.includes(name)).map((name) => caches.delete(name)));
}

/** @param {string} build @param {string} path @returns {Promise<Response | undefined>} */
export async function shellPage(build, path) {
  return (await caches.open(SHELL + build)).match(path, { ignoreVary: true, ignoreSearch: true });
}

/** A shell page that just came from the server takes the old one's place (its language may have changed).
 * @param {string} build @param {string} path @param {Response} response */
export async function refreshShellPage(build, path, response) {
  const cache = await caches.open(SHELL + build);
  if (!await cache.match(path, exact)) return;
  if (response.ok && !response.redirected && response.headers.has('content-security-policy')) await cache.put(path, response);
}

/**
 * Exactly this file; else the network; else the same file of this build: a kept page of an older
 * build still works after an update.
 * @param {WorkerFetchEvent} event @param {string} build
 */
export async function staticFile({ request }, build) {
  const kept = await caches.match(request.url, exact);
  if (kept) return kept;
  const sameFile = () => shellPage(build, new URL(request.url).pathname.replace(/^\/static\/[^/]+\//, `/static/${build}/`));
  try {
    const response = await fetch(request);
    return response.ok ? response : await sameFile() ?? response;
  } catch (error) {
    const same = await sameFile();
    if (same) return same;
    throw error;
  }
}
