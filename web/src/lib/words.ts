// How values are written: days, numbers, kinds.
import type { EventShort, TollShort } from './types'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const DAY = 86_400_000

/** Days since 1970-01-01 of an ISO day, and back. */
export const dayNumber = (iso: string): number => Math.round(Date.parse(`${iso}T00:00:00Z`) / DAY)
export const isoDay = (n: number): string => new Date(n * DAY).toISOString().slice(0, 10)

export function day(iso: string | null | undefined): string {
  if (!iso) return ''
  const [year, month, date] = iso.split('-')
  return `${Number(date)} ${MONTHS[Number(month) - 1]} ${year}`
}

/** "3–5 Nov 2017", "30 Oct – 2 Nov 2017". */
export function days(first: string | null, last: string | null): string {
  if (!first && !last) return 'no day'
  if (!first) return `by ${day(last)}`
  if (!last || first === last) return day(first)
  const [a, b] = [first.split('-'), last.split('-')]
  if (a[0] !== b[0]) return `${day(first)} – ${day(last)}`
  if (a[1] !== b[1]) return `${Number(a[2])} ${MONTHS[Number(a[1]) - 1]} – ${day(last)}`
  return `${Number(a[2])}–${day(last)}`
}

const FORMAT = new Intl.NumberFormat('en')
export const number = (n: number): string => FORMAT.format(n)
export const plural = (n: number, one: string, many = `${one}s`): string => `${number(n)} ${n === 1 ? one : many}`
export const percent = (share: number | null | undefined): string => (share == null ? '' : `${Math.round(share * 100)} %`)

export const plain = (kind: string): string => kind.replaceAll('-', ' ')
export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)

export function range(low: number, high: number | null): string {
  if (high === null) return `${number(low)} or more`
  return low === high ? number(low) : `${number(low)}–${number(high)}`
}

/** The best number; of "up to 40", where nobody gives a least number, with those words. */
export const best = (t: TollShort): string => (t.low < t.best && t.high === t.best && t.low === 0 ? `up to ${number(t.best)}` : number(t.best))

export function toll(t: TollShort): string {
  const told = (t.low === t.best && t.high === t.best) || best(t) !== number(t.best) ? '' : ` (${range(t.low, t.high)})`
  return `${best(t)} ${t.what}${told}`
}

export const killed = (event: EventShort): TollShort | undefined => event.tolls.find((t) => t.what === 'killed')

const LEVELS: Record<string, string> = { country: 'country', adm1: 'region', adm2: 'district', town: 'town', neighbourhood: 'neighbourhood', site: 'site' }
const REGIONS = typeof Intl.DisplayNames === 'function' ? new Intl.DisplayNames('en', { type: 'region' }) : null

/** A level of a place, or a country by its code, as people write them; other words stay. */
export function placed(word: string): string {
  if (LEVELS[word]) return LEVELS[word]
  try {
    return /^[A-Z]{2}$/.test(word) ? (REGIONS?.of(word) ?? word) : word
  } catch {
    return word
  }
}

/** What tells apart places of one name, of the key that they have in the record. */
export const keyWords = (key: string, name: string): string => (key.startsWith('article:') ? 'as one report names it' : key === name ? 'not in the gazetteer' : key)

export const placeKey = (place: { id: string | null; name: string }): string => place.id ?? place.name
