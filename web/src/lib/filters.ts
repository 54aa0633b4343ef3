// The filters of events: their names in the address are those of the API.
import { search } from './api'

export const LISTS = ['kind', 'status', 'actor', 'place', 'outlet', 'origin', 'side', 'contradicted', 'fineness'] as const
const ALL = ['group', ...LISTS, 'toll', 'confidence', 'origins'] as const
export type Query = Record<string, string[]>

/** The filters in an address, without the days. */
export function chosen(query: Query): Query {
  const out: Query = {}
  for (const name of ALL) if (query[name]?.length) out[name] = query[name]
  return out
}

export const question = (query: Query, more: Record<string, string | number | undefined> = {}): string => search({ ...chosen(query), ...more })

export const count = (query: Query): number => Object.values(chosen(query)).reduce((sum, values) => sum + values.length, 0)
