/** My devices: tells this phone which passkeys still work. */

import { tellAccepted } from '../passkey.js';

const place = document.querySelector('[data-accepted]');
if (place instanceof HTMLElement) await tellAccepted(JSON.parse(place.dataset.accepted ?? '{}'));
