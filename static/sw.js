/* The service worker: what it does stands in /static/<build>/js/sw/policy.js. */
import { start } from '/static/__BUILD__/js/sw/main.js';

start('__BUILD__', __SHELL__);
