/**
 * Loads what Node has behind `fetch`: it does so when it is first touched, and the first request would wait some 20 ms for it, twice as long in a host.
 */
export function loadFetch(): void {
  Reflect.get(globalThis, 'Response')
}
