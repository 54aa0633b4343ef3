// Questions to the server. Everything is of this origin; a failure is said in the server's own words.

export class ApiError extends Error {
  constructor(message: string, readonly status: number) {
    super(message)
  }
}

const BASE = 'api/v1/'

async function answer<T>(path: string, init: RequestInit): Promise<T> {
  let response: Response
  try {
    response = await fetch(BASE + path, { credentials: 'same-origin', ...init })
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new ApiError('The server does not answer. It may have been stopped: start it again with dateline serve.', 0)
  }
  const body: unknown = await response.json().catch(() => null)
  if (response.ok) return body as T
  const words = body && typeof body === 'object' && 'error' in body && typeof body.error === 'string' ? body.error : response.statusText
  throw new ApiError(words || `The server answered ${response.status}.`, response.status)
}

export const get = <T>(path: string, signal?: AbortSignal): Promise<T> => answer<T>(path, { signal: signal ?? null })

export const send = <T>(method: 'POST' | 'DELETE', path: string, body: unknown = {}): Promise<T> =>
  answer<T>(path, { method, headers: { 'Content-Type': 'application/json', 'X-Dateline': '1' }, body: JSON.stringify(body) })

/** The address of a download of just what a list shows. */
export const download = (path: string, format: string): string => `${BASE}${path}${path.includes('?') ? '&' : '?'}format=${format}`

export function search(values: Record<string, string | number | string[] | undefined>): string {
  const out = new URLSearchParams()
  for (const [key, value] of Object.entries(values)) for (const one of value === undefined ? [] : [value].flat()) out.append(key, String(one))
  return out.toString()
}

/** Opened with #token=…, the page trades the token for a cookie and drops it from the address. */
export async function session(): Promise<void> {
  const found = location.hash.match(/^#token=([^&]+)/)
  if (!found?.[1]) return
  history.replaceState(null, '', '#/map')
  await send('POST', 'session', { token: decodeURIComponent(found[1]) })
}
