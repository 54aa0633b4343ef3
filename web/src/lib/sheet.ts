// The map view as one file that opens from disk, offline and without scripts: the map as it is drawn, its key, and the tables.
// Built of nodes and texts, never of strings of markup, so that no word of a report can become any.
import { GROUPS, SHAPES, sideColour } from './symbols'
import type { ControlDay, EventShort, Standing } from './types'
import { standingWords } from './shapes'
import { day, days, toll } from './words'

export interface Sheet {
  title: string
  ledger: string
  /** Lines under the title: days, filters, what is left out. */
  lines: string[]
  picture: string | null
  caption: string
  events: EventShort[]
  total: number
  control: ControlDay | null
  sides: string[]
  labels: { kind: (kind: string) => string; status: (status: string) => string; group: (group: (typeof GROUPS)[number]) => string; plain: (text: string) => string }
}

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
const STYLE = `:root{color-scheme:light}body{font:15px/1.5 system-ui,sans-serif;color:#1c1b19;background:#fff;max-width:76rem;margin:1.5rem auto;padding:0 1rem}
h1{font:600 1.5rem/1.25 Georgia,serif;margin:0 0 .3rem}h2{font-size:1.1rem;margin:1.8rem 0 .4rem}p{margin:.2rem 0}figure{margin:1rem 0}img{max-width:100%;height:auto;border:1px solid #dcd8d1;display:block}
table{border-collapse:collapse;width:100%;font-size:.88rem}th,td{text-align:start;vertical-align:top;padding:.3rem .7rem .3rem 0;border-bottom:1px solid #dcd8d1}th{color:#57534d}td:first-child{white-space:nowrap}
.key{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;list-style:none;padding:0;margin:.5rem 0;font-size:.88rem}.key svg{width:12px;height:12px;vertical-align:-1px;margin-inline-end:.35rem;overflow:visible}
.faint,figcaption,footer{color:#57534d;font-size:.85rem}.wide{overflow-x:auto}footer{margin:2rem 0}@media print{body{margin:0;max-width:none}}`
const COLOURS = { violence: '#b9430a', territory: '#6d3fae', people: '#00785a', words: '#5f6672' }
const SVG = 'http://www.w3.org/2000/svg'
const STANDINGS: Standing[] = ['held', 'claimed', 'contested', 'unknown']

/** Returns the whole file as text. */
export function sheet(of: Sheet): string {
  const file = document.implementation.createHTMLDocument(of.title)
  const made = <K extends keyof HTMLElementTagNameMap>(name: K, text = '', more: Record<string, string> = {}): HTMLElementTagNameMap[K] => {
    const node = file.createElement(name)
    if (text) node.textContent = text
    for (const [key, value] of Object.entries(more)) node.setAttribute(key, value)
    return node
  }
  const shape = (parts: [string, Record<string, string>][]): SVGElement => {
    const svg = file.createElementNS(SVG, 'svg')
    svg.setAttribute('viewBox', '-1 -1 18 18')
    svg.setAttribute('aria-hidden', 'true')
    for (const [name, values] of parts) {
      const node = file.createElementNS(SVG, name)
      for (const [key, value] of Object.entries(values)) node.setAttribute(key, value)
      svg.append(node)
    }
    return svg
  }
  const table = (heads: string[], rows: string[][]): HTMLElement => {
    const box = made('div', '', { class: 'wide' })
    const all = made('table')
    const head = made('tr')
    head.append(...heads.map((name) => made('th', name, { scope: 'col' })))
    const top = made('thead')
    top.append(head)
    const body = made('tbody')
    for (const row of rows) {
      const line = made('tr')
      line.append(...row.map((cell) => made('td', cell, { dir: 'auto' })))
      body.append(line)
    }
    all.append(top, body)
    box.append(all)
    return box
  }
  const item = (mark: SVGElement, words: string): HTMLElement => {
    const li = made('li')
    const text = made('span', words, { dir: 'auto' })
    li.append(mark, text)
    return li
  }

  file.documentElement.lang = 'en'
  file.head.prepend(made('meta', '', { charset: 'utf-8' }), made('meta', '', { 'http-equiv': 'Content-Security-Policy', content: POLICY }))
  file.head.append(made('meta', '', { name: 'viewport', content: 'width=device-width,initial-scale=1' }), made('meta', '', { name: 'referrer', content: 'no-referrer' }), made('meta', '', { name: 'style' }))
  const main = made('main')
  main.append(made('h1', of.title), ...of.lines.map((line) => made('p', line, { class: 'faint', dir: 'auto' })))
  if (of.picture) {
    const figure = made('figure')
    figure.append(made('img', '', { src: of.picture, alt: `${of.title}. The tables below tell the same.` }), made('figcaption', of.caption))
    main.append(figure)
  }
  const key = made('ul', '', { class: 'key', 'aria-label': 'Key' })
  if (of.events.length) {
    key.append(...GROUPS.map((group) => item(shape([['path', { d: SHAPES[group], fill: COLOURS[group], stroke: COLOURS[group] }]]), of.labels.group(group))))
    key.append(item(shape([['path', { d: SHAPES.words, fill: 'none', stroke: '#5f6672', 'stroke-width': '2' }]]), 'hollow: only the region is known'),
      item(shape([['circle', { cx: '8', cy: '8', r: '7', fill: 'none', stroke: '#57534d', 'stroke-width': '1.5' }]]), 'a number: several events'))
  }
  if (of.control) {
    key.append(...STANDINGS.map((standing) => item(shape([
      ['circle', { cx: '8', cy: '8', r: '6.4', fill: standing === 'held' ? '#77726a' : 'none', stroke: '#77726a', 'stroke-width': '2', ...(standing === 'unknown' ? { 'stroke-dasharray': '3 2.4' } : {}) }],
      ...(standing === 'claimed' ? [['circle', { cx: '8', cy: '8', r: '2.4', fill: '#77726a' }] as [string, Record<string, string>]] : []),
      ...(standing === 'contested' ? [['path', { d: 'M3.6 10.6 10.6 3.6M5.4 13.2l7.8-7.8', stroke: '#77726a', 'stroke-width': '2' }] as [string, Record<string, string>]] : []),
    ]), standing)))
    key.append(...of.control.holders.slice(0, 8).map((holder) => item(shape([['rect', { x: '1', y: '1', width: '14', height: '14', fill: sideColour(of.sides.indexOf(holder.key) % 8, 'light') }]]), holder.name)))
  }
  main.append(key)
  if (of.events.length) {
    main.append(made('h2', `Events (${of.events.length < of.total ? `the first ${of.events.length} of ` : ''}${of.total})`), table(
      ['When', 'What', 'Where', 'Who', 'Whom or what', 'Toll', 'Status', 'Told by', 'Contradicted on'],
      of.events.map((e) => [days(e.first, e.last), of.labels.kind(e.kind), e.place?.name ?? '', of.labels.plain(e.actor?.name ?? ''), of.labels.plain(e.target?.name ?? ''), e.tolls.map(toll).join('; '),
        of.labels.status(e.status), e.origins.map((o) => o.name).join('; '), e.contradicted.join(', ')]),
    ))
  }
  if (of.control) {
    main.append(made('h2', `Who holds what on ${day(of.control.on)}`), made('p', `As of ${day(of.control.as_of)}, the last report; after it nothing is known but only not contradicted.`, { class: 'faint' }), table(
      ['Place', 'Who holds it', 'Since', 'Last told of', 'Claims for', 'Against'],
      of.control.spans.map((s) => [s.name, standingWords(s), day(s.from_day), day(s.last_evidence), String(s.supporting.length), String(s.opposing.length)]),
    ))
  }
  const foot = made('footer')
  foot.append(made('p', `From the ledger ${of.ledger}, as it was on ${day(new Date().toISOString().slice(0, 10))}. These are claims: who says that who did what. Made with dateline. Borders: Natural Earth; broken ones are disputed. Places: GeoNames, CC BY 4.0.`))
  file.body.append(main, foot)
  // Put in last: this page's own policy, which the document has too while it is being built, allows no style in line.
  return `<!doctype html>\n${file.documentElement.outerHTML.replace('<meta name="style">', `<style>${STYLE}</style>`)}\n`
}

/** Hands a text over to be saved as a file. */
export function save(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/html' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
