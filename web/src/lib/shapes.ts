// GeoJSON for the map from what the API answers.
import type { Feature, FeatureCollection, Point, Polygon } from 'geojson'
import type { ControlSpan, Points } from './types'
import { days, isoDay, plain, plural } from './words'

export interface Dot { feature: Feature<Point>; first: number | null; last: number | null }
const FACTS = new Set(['happened', 'ongoing', 'past', 'claimed', 'disputed'])

const collection = (features: Feature[]): FeatureCollection => ({ type: 'FeatureCollection', features })
export const NOTHING: FeatureCollection = collection([])

export function dots(points: Points): Dot[] {
  const at = Object.fromEntries(points.columns.map((name, i) => [name, i]))
  const cell = (row: Points['rows'][number], name: string): string | number | null => row[at[name] ?? -1] as string | number | null
  return points.rows.map((row) => {
    const group = points.groups[cell(row, 'group') as number] ?? 'words'
    const fineness = points.finenesses[cell(row, 'fineness') as number] ?? 'area'
    const status = points.statuses[cell(row, 'status') as number] ?? ''
    const kind = points.kinds[cell(row, 'kind') as number] ?? ''
    const first = cell(row, 'first') as number | null
    const last = cell(row, 'last') as number | null
    const killed = cell(row, 'killed') as number | null
    const when = days(first === null ? null : isoDay(first), last === null ? null : isoDay(last))
    const tip = `${plain(kind)}, ${cell(row, 'name')} · ${when}${killed ? ` · ${killed} killed` : ''}${FACTS.has(status) && status !== 'disputed' ? '' : ` · ${status}`}`
    return {
      first, last,
      feature: {
        type: 'Feature',
        properties: { id: cell(row, 'id'), icon: `${group}-${fineness === 'none' ? 'ambiguous' : fineness}`, fact: FACTS.has(status), sure: fineness === 'point' || fineness === 'area', day: last ?? 0, tip },
        geometry: { type: 'Point', coordinates: [cell(row, 'lon') as number, cell(row, 'lat') as number] },
      },
    }
  })
}

/** Events that touch the days; those without any day only where all days are shown. */
export function within(all: Dot[], from: number | null, to: number | null): FeatureCollection {
  if (from === null && to === null) return collection(all.map((dot) => dot.feature))
  const features: Feature[] = []
  for (const dot of all) {
    const last = dot.last ?? dot.first
    if (last === null) continue
    if ((from === null || last >= from) && (to === null || (dot.first ?? last) <= to)) features.push(dot.feature)
  }
  return collection(features)
}

export function cells(points: Points): FeatureCollection {
  const at = Object.fromEntries(points.cluster_columns.map((name, i) => [name, i]))
  return collection(points.clusters.map((row) => ({
    type: 'Feature',
    properties: { count: row[at.count ?? 0], box: JSON.stringify(row[at.bbox ?? 0]) },
    geometry: { type: 'Point', coordinates: [row[at.lon ?? 0] as number, row[at.lat ?? 0] as number] },
  })))
}

export function circle(lon: number, lat: number, km: number): Feature<Polygon> {
  const ring: [number, number][] = []
  const high = km / 111.32
  const wide = high / Math.max(0.05, Math.cos((lat * Math.PI) / 180))
  for (let i = 0; i <= 64; i++) ring.push([lon + wide * Math.cos((i * Math.PI) / 32), lat + high * Math.sin((i * Math.PI) / 32)])
  return { type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [ring] } }
}

export function standingWords(span: ControlSpan): string {
  const who = span.holder_name ?? span.holder
  switch (span.standing) {
    case 'held': return `held by ${who ?? 'somebody who is not named'}`
    case 'claimed': return `claimed by ${who ?? 'somebody who is not named'}`
    case 'contested': return `contested${span.parties.length ? `: ${span.parties.join(', ')}` : who ? `, last said to be ${who}’s` : ''}`
    default: return 'nobody is on record'
  }
}

export function controlDots(spans: ControlSpan[], sides: string[], on: string | null): FeatureCollection {
  return collection(spans.flatMap((span) => {
    if (span.lat === null || span.lon === null) return []
    const old = on && span.last_evidence && span.last_evidence < on ? ` · last told of ${plural(Math.round((Date.parse(on) - Date.parse(span.last_evidence)) / 86_400_000), 'day')} before` : ''
    return [{
      type: 'Feature' as const,
      properties: { key: span.place, name: span.name, icon: `side${colourOf(span, sides)}-${span.standing}`, tip: `${span.name}: ${standingWords(span)}${old}` },
      geometry: { type: 'Point' as const, coordinates: [span.lon, span.lat] },
    }]
  }))
}

export function colourOf(span: ControlSpan, sides: string[]): number {
  const index = sides.indexOf(span.side ?? span.holder ?? '')
  return index < 0 ? -1 : index % 8
}
