/** What the service worker does with a request: the first rule that fits. `null` leaves it to the browser. */

import { page, part } from './pages.js';
import { staticFile } from './shell.js';

/** @typedef {(event: WorkerFetchEvent, build: string) => Promise<Response>} Answer */
/** @typedef {{name: string, fits: (request: Request, url: URL) => boolean, answer: Answer | null}} Rule */

/** @type {Rule[]} */
export const RULES = [
  { name: 'a write is never touched, repeated or answered here', answer: null,
    fits: (request) => request.method !== 'GET' },
  { name: 'another origin is none of our business', answer: null,
    fits: (_, url) => url.origin !== location.origin },
  { name: 'static files: the shell first', answer: staticFile,
    fits: (_, url) => url.pathname.startsWith('/static/') },
  { name: 'pages: the network, then the kept page, then the shell', answer: page,
    fits: (request) => request.mode === 'navigate' },
  { name: 'parts of pages for htmx: the network, then the kept page', answer: part,
    fits: (request) => request.headers.get('HX-Request') === 'true' },
  { name: 'all else: the network', answer: null, fits: () => true },
];

/** @param {Request} request @returns {Rule} */
export function ruleFor(request) {
  const url = new URL(request.url);
  return /** @type {Rule} */ (RULES.find((rule) => rule.fits(request, url)));
}
