// The answers of the API, as docs/api.md describes them (src/dateline/serve/models.py).

export type Fineness = 'point' | 'area' | 'container' | 'ambiguous' | 'none'
export type Role = 'trigger' | 'actor' | 'target' | 'place' | 'when' | 'count' | 'source' | 'cue' | 'loaded'
export type Group = 'violence' | 'territory' | 'people' | 'words'
export type Standing = 'held' | 'claimed' | 'contested' | 'unknown'

export interface Named { key: string; name: string }
export interface WordMeta { value: string; label: string; meaning: string }
export interface KindMeta { kind: string; label: string; group: Group; meaning: string; territory: boolean }
export interface Meta {
  ledger: string; program: string; coder: string; revision: string; updating: boolean; writable: boolean; role: string; who: string; by_token: boolean
  counts: { articles: number; claims: number; events: number; events_with_point: number; contradicted: number; origins: number; outlets: number; decisions: number }
  first_day: string | null; last_day: string | null; last_report: string | null
  bbox: [number, number, number, number] | null
  groups: { group: Group; label: string }[]
  kinds: KindMeta[]; statuses: WordMeta[]; standings: WordMeta[]; contradictions: WordMeta[]; graphic: { words: string; why: string }[]
  limits: { page: number; points: number; download: number; text_chars: number; body_bytes: number; articles_at_once: number }
}

export interface PlaceShort { id: string | null; name: string; lat: number | null; lon: number | null; radius_km: number | null; fineness: Fineness }
export interface TollShort { what: string; best: number; low: number; high: number | null }
export interface EventShort {
  id: string; kind: string; group: Group; status: string; first: string | null; last: string | null
  place: PlaceShort | null; actor: Named | null; target: Named | null; tolls: TollShort[]
  claims: number; articles: number; origins: Named[]; outlets: string[]; sides: string[]; contradicted: string[]; confidence: number
}
export interface EventPage { total: number; next: string | null; events: EventShort[] }
export interface Histogram { step: 'day' | 'week' | 'month'; groups: Group[]; total: number; undated: number; bins: { day: string; count: number; by_group: number[] }[] }
export type Cell = string | number | null | number[]
export interface Points {
  revision: string; total: number; without_point: number; clustered: boolean
  groups: Group[]; kinds: string[]; statuses: string[]; finenesses: Fineness[]
  columns: string[]; rows: Cell[][]; cluster_columns: string[]; clusters: Cell[][]
}
export interface Facet { value: string; label: string; count: number }
export type FacetName = 'kind' | 'status' | 'actor' | 'place' | 'outlet' | 'origin' | 'side' | 'contradicted' | 'fineness'
export type Facets = { total: number; more: Record<string, number> } & Record<FacetName, Facet[]>

export interface Mark { claim: string; role: Role; n: number }
export interface Piece { text: string; start: number; marks: Mark[] }
export interface Link { text: string; name: string | null; id: string | null; cue: string | null; certainty: string; carried: boolean }
export interface Toll { what: string; who: string | null; low: number; high: number | null; text: string; span: [number, number] }
export interface Word { text: string; neutral: string | null; span: [number, number] }
export interface Party { text: string; id: string | null; name: string | null; reason: string | null }
export interface Spot {
  text: string; id: string | null; name: string | null; within: string | null; outcome: string; level: string | null
  lat: number | null; lon: number | null; radius_km: number | null; carried: boolean; candidates: PlaceShort[]
}
export interface Time { start: string; end: string; precision: string; text: string; carried: boolean }
export interface Judged {
  id: string; at: string; who: string; by_program: boolean; kind: string; verdict: string; subjects: string[]
  value: unknown; why: string | null; score: number | null; reasons: unknown[]; in_force: boolean
}
export interface ClaimCard {
  id: string; event: string | null; article: string; outlet: string | null; title: string; url: string | null; published: string | null
  kind: string; group: Group; status: string; origin: Named | null; origin_why: string | null; sides: string[]
  sources: Link[]; actor: Party | null; target: Party | null; places: Spot[]; when: Time | null; tolls: Toll[]
  loaded: Word[]; evidence: Piece[]; confidence: Record<string, number | null>; coder: string
  accepted: boolean; rejected: boolean; corrected: string[]
}
export interface EventWhole {
  id: string; sentence: string; event: EventShort; actors: Named[]; targets: Named[]
  voices: { key: string; name: string; sides: string[]; claims: ClaimCard[] }[]
  contradictions: { field: string; one: string; other: string; one_claims: string[]; other_claims: string[] }[]
  related: { event: string; relation: string; why: string; sentence: string; first: string | null }[]
  plans: string[]; merged: string[]; judgements: Judged[]
}
export interface ArticleWhole {
  id: string; version: string; versions: string[]; outlet: string | null; url: string | null; published: string | null; title: string
  author: string | null; language: string; text: Piece[]; claims: ClaimCard[]; rejected: string[]
  stories: { article: string; outlet: string | null; title: string; published: string | null; sort: string; why: string }[]
}
export interface Explained { article: string; coder: string; claims: Record<string, Record<string, string[]>> }
export interface ControlSpan {
  place: string; name: string; within: string | null; lat: number | null; lon: number | null; radius_km: number | null
  standing: Standing; holder: string | null; holder_name: string | null; side: string | null; cause: string | null; parties: string[]
  share: [number, number | null] | null; besieged_by: string | null; from_day: string; from_earliest: string | null; to_day: string | null
  last_evidence: string | null; supporting: string[]; opposing: string[]
}
export interface PlaceWhole {
  place: PlaceShort; level: string | null; within: string | null; names: { name: string; claims: number }[]
  control: { key: string; name: string; spans: ControlSpan[] }[]; evidence: Record<string, ClaimCard>; events: EventShort[]; total_events: number
}
export interface ControlDay { on: string | null; as_of: string | null; total: number; holders: Named[]; spans: ControlSpan[] }

export interface LoadedCount { word: string; neutral: string | null; about: string | null; count: number }
export interface OriginRow {
  key: string; name: string; sides: string[]; claims: number; reports: number; outlets: string[]; events: number
  first: number; alone: number; contradicted: number; loaded: LoadedCount[]
}
export interface OutletRow {
  name: string; articles: number; claims: number; events: number; first: number; alone: number; contradicted: number
  own_voice: number; kinds: Facet[]; loaded: LoadedCount[]
}
export interface Sources {
  total_origins: number; total_outlets: number; origins: OriginRow[]; outlets: OutletRow[]
  relays: { outlet: string; origin: string; claims: number }[]; copies: { outlet: string; of: string; reports: number }[]
}

export type QueueSort = 'contradiction' | 'dispute' | 'merge' | 'claim' | 'place' | 'actor'
export interface QueueItem {
  id: string; sort: QueueSort; weight: number; question: string; why: string; subjects: string[]; name: string | null; claims: ClaimCard[]; actions: string[]
}
export interface Queue { total: number; next: string | null; sorts: Record<string, number>; items: QueueItem[] }
export interface Decisions { total: number; next: string | null; decisions: Judged[] }
export interface Touched { event: string; sentence: string; total: number; claims: string[] }
export interface Decided { decision: Judged; events: string[]; touched: Touched[]; revision: string; updating: boolean }
export interface NameCandidate { id: string; name: string; detail: string; lat: number | null; lon: number | null; value: Record<string, unknown> }

export interface Found {
  query: string
  places: { key: string; name: string; events: number }[]
  actors: { key: string; name: string; events: number }[]
  articles: { id: string; title: string; outlet: string | null; published: string | null; excerpt: string; claims: string[] }[]
  claims: { id: string; event: string | null; article: string; outlet: string | null; published: string | null; kind: string; status: string; place: string | null; excerpt: string }[]
}
export interface Coded { coder: string; text: Piece[]; claims: ClaimCard[]; why: Record<string, Record<string, string[]>> }
export interface Added { articles: { id: string; done: string; claims: number; error: string | null }[]; revision: string; updating: boolean }
