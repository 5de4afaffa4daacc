/* What the DOM library does not know of service workers, and what the server writes into sw.js. */
declare const __SHELL__: string[];

interface WorkerEvent extends Event { waitUntil(work: Promise<unknown>): void }
interface WorkerFetchEvent extends WorkerEvent {
  readonly request: Request;
  readonly preloadResponse: Promise<Response | undefined>;
  respondWith(response: Promise<Response>): void;
}
interface WorkerSyncEvent extends WorkerEvent { readonly tag: string }
interface WorkerMessageEvent extends WorkerEvent { readonly data: { type?: string } | null }
interface WorkerTapEvent extends WorkerEvent { readonly notification: Notification }
interface WorkerPage { readonly url: string; focus(): Promise<unknown>; navigate(url: string): Promise<unknown> }
interface WorkerScope {
  readonly clients: { matchAll(which: object): Promise<WorkerPage[]>; claim(): Promise<void>; openWindow(url: string): Promise<unknown> };
  readonly registration: ServiceWorkerRegistration;
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate' | 'push', heard: (event: WorkerEvent) => void): void;
  addEventListener(type: 'fetch', heard: (event: WorkerFetchEvent) => void): void;
  addEventListener(type: 'notificationclick', heard: (event: WorkerTapEvent) => void): void;
  addEventListener(type: 'sync', heard: (event: WorkerSyncEvent) => void): void;
  addEventListener(type: 'message', heard: (event: WorkerMessageEvent) => void): void;
}
