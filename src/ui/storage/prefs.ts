/** Small preferences of the person, kept in localStorage where the browser lets us; silently forgotten where not. */
export function readPref<T>(key: string, fallback: T): T {
  try {
    const text = localStorage.getItem(`ganvas.${key}`)
    const value: unknown = text === null ? fallback : JSON.parse(text)
    return typeof value === typeof fallback && Array.isArray(value) === Array.isArray(fallback)
      ? (value as T)
      : fallback
  } catch {
    return fallback
  }
}

export function writePref(key: string, value: unknown): void {
  try {
    localStorage.setItem(`ganvas.${key}`, JSON.stringify(value))
  } catch {
    // A private window may refuse; the choice then lasts as long as the page.
  }
}
