// Where the page is: everything that a view shows is in the address, so that a copied address restores it.

export type View = 'map' | 'event' | 'article' | 'place' | 'sources' | 'review' | 'add'
const VIEWS: readonly string[] = ['map', 'event', 'article', 'place', 'sources', 'review', 'add']

export interface Route { view: View; arg: string; query: Record<string, string[]> }

export function parse(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split(/\?(.*)/s)
  const [view = 'map', ...rest] = path.split('/')
  const query: Record<string, string[]> = {}
  for (const [key, value] of new URLSearchParams(search)) (query[key] ??= []).push(value)
  let arg = rest.join('/')
  try { arg = decodeURIComponent(arg) } catch { /* a broken escape is shown as it was typed */ }
  return { view: VIEWS.includes(view) ? (view as View) : 'map', arg, query }
}

export function address(view: View, arg = '', query: Record<string, string[] | string | undefined> = {}): string {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) for (const one of value === undefined ? [] : [value].flat()) search.append(key, one)
  const tail = search.toString()
  return `#/${view}${arg ? `/${encodeURIComponent(arg)}` : ''}${tail ? `?${tail}` : ''}`
}

class Place {
  now: Route = $state.raw(parse(location.hash))
  /** The last address of the map: going back to it finds it as it was left. */
  map = $state(location.hash.startsWith('#/map') ? location.hash : '#/map')

  constructor() {
    addEventListener('hashchange', () => this.read())
    addEventListener('popstate', () => this.read())
  }

  private read(): void {
    this.now = parse(location.hash)
    if (this.now.view === 'map') this.map = location.hash || '#/map'
  }

  go(to: string): void {
    if (to !== location.hash) history.pushState(null, '', to)
    this.read()
  }

  /** Changes the query of the view that is shown; `keep` makes a step in the browser's history. */
  set(changes: Record<string, string[] | string | undefined>, keep = false): void {
    const query = { ...this.now.query }
    for (const [key, value] of Object.entries(changes)) {
      const all = value === undefined ? [] : [value].flat()
      if (all.length) query[key] = all
      else delete query[key]
    }
    const to = address(this.now.view, this.now.arg, query)
    if (to === location.hash) return
    if (keep) history.pushState(null, '', to)
    else history.replaceState(null, '', to)
    this.read()
  }
}

export const at = new Place()
