// Which fields of a claim can be corrected, how they are called, and what a decision on record says in words.
import type { ClaimCard, Judged } from './types'
import { days, plain } from './words'

export const FIELDS = [
  ['kind', 'Kind'], ['status', 'Status'], ['actor', 'Who'], ['target', 'Whom or what'], ['places', 'Where'], ['when', 'When'], ['counts', 'Toll'], ['sources', 'Says so'], ['loaded', 'Loaded words'],
] as const
export type Field = (typeof FIELDS)[number][0]
export const MEASURES = ['killed', 'wounded', 'captured', 'released', 'evacuated', 'displaced', 'missing', 'surrendered', 'present', 'strikes', 'vehicles', 'settlements', 'percent', 'other'] as const
const LABELS = new Map<string, string>(FIELDS)

export const fieldLabel = (field: string): string => LABELS.get(field) ?? plain(field)

/** What the claim has in a field, as an analyst would type it. */
export function before(card: ClaimCard, field: Field, at: number): string {
  switch (field) {
    case 'kind': return card.kind
    case 'status': return card.status
    case 'actor': return card.actor?.name ?? card.actor?.text ?? ''
    case 'target': return card.target?.name ?? card.target?.text ?? ''
    case 'places': return card.places[at]?.name ?? card.places[at]?.text ?? ''
    case 'sources': return card.sources[0]?.text ?? ''
    default: return ''
  }
}

function valued(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  if (typeof value === 'string') return plain(value)
  if (Array.isArray(value)) return value.length ? value.map(valued).join(', ') : 'nothing'
  if (typeof value !== 'object') return String(value)
  const of = value as Record<string, unknown>
  if (typeof of.start === 'string') return days(of.start, typeof of.end === 'string' ? of.end : of.start)
  if (typeof of.low === 'number') return `${of.high === of.low ? of.low : of.high == null ? `${of.low} or more` : `${of.low} to ${of.high}`} ${plain(String(of.what ?? ''))}`
  return String(of.name ?? of.text ?? of.id ?? '')
}

/** What a decision did, after the name of who made it. */
export function deed(j: Judged): string {
  if (j.kind === 'claim') return j.verdict === 'accept' ? 'accepted a claim' : j.verdict === 'reject' ? 'rejected a claim' : `${plain(j.verdict)} of a claim`
  if (j.kind === 'correct') return `set “${fieldLabel(j.verdict)}” to ${valued(j.value)}`
  if (j.kind === 'same') {
    if (j.verdict === 'doubt') return 'two claims may be of one event, and were left in two'
    if (j.subjects.length < 3) return j.verdict === 'yes' ? 'two claims are of one event' : 'two claims are of two events'
    const first = Number((j.value as { first?: number } | null)?.first ?? 1)
    const rest = j.subjects.length - first
    const are = first === 1 ? 'one claim is' : `${first} claims are`
    return j.verdict === 'yes' ? `${are} of one event with ${rest === 1 ? 'another' : `${rest} others`}` : `${are} of another event than ${rest === 1 ? 'one other' : `${rest} others`}`
  }
  if (j.kind === 'name') {
    const name = j.subjects[0]?.replace(/^\w+:/, '') ?? ''
    return j.verdict === 'resolve' ? `“${name}” is ${valued(j.value)}` : `“${name}” is left unknown`
  }
  if (j.kind === 'undo') return `took back ${j.subjects.join(', ')}`
  return j.kind === j.verdict ? plain(j.kind) : `${plain(j.kind)}, ${plain(j.verdict)}`
}
