// The map under the data, made of files that come with the page. No tile, glyph or sprite is fetched from anywhere else.
import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl'
import type { FeatureCollection } from 'geojson'
import { feature } from 'topojson-client'
import type { GeometryObject, Topology } from 'topojson-specification'
import basemapUrl from '../basemap.json?url'
import regionsUrl from '../regions.json?url'
import citiesUrl from '../cities.json?url'

const COLOURS = {
  light: { water: '#e4e9ec', land: '#f8f6f2', coast: '#b4bcc2', border: '#a8a296', region: '#ddd8ce', label: '#6f695f', halo: '#f8f6f2', disputed: '#8a8478' },
  dark: { water: '#0f1317', land: '#1a1e24', coast: '#39424c', border: '#4b545f', region: '#292f37', label: '#9aa1aa', halo: '#14171b', disputed: '#77808b' },
}
export type Base = Record<'land' | 'borders' | 'disputed' | 'labels', FeatureCollection>
const EMPTY: FeatureCollection = { type: 'FeatureCollection', features: [] }

function unpack<N extends string>(world: Topology<Record<N, GeometryObject>>, name: N): FeatureCollection {
  const found = feature(world, world.objects[name])
  return found.type === 'FeatureCollection' ? found : { type: 'FeatureCollection', features: [found] }
}

async function read(): Promise<Base> {
  const world = (await (await fetch(basemapUrl)).json()) as Topology<Record<keyof Base, GeometryObject>>
  return { land: unpack(world, 'land'), borders: unpack(world, 'borders'), disputed: unpack(world, 'disputed'), labels: unpack(world, 'labels') }
}
let base: Promise<Base> | null = null
/** Asked for as early as the page itself, so that it is there when the ledger has answered. */
export const loadBase = (): Promise<Base> => (base ??= read())

export async function loadRegions(): Promise<FeatureCollection> {
  return unpack((await (await fetch(regionsUrl)).json()) as Topology<Record<'regions', GeometryObject>>, 'regions')
}

export async function loadCities(): Promise<FeatureCollection> {
  const rows = (await (await fetch(citiesUrl)).json()) as [string, number, number, number][]
  return {
    type: 'FeatureCollection',
    features: rows.map(([name, lon, lat, size]) => ({ type: 'Feature', properties: { name, size }, geometry: { type: 'Point', coordinates: [lon, lat] } })),
  }
}

export const FONT = ['sans-serif']

/** The style of the base map; layers of data are put before "labels". */
export function style(base: Base, theme: 'light' | 'dark'): StyleSpecification {
  const c = COLOURS[theme]
  const geojson = (data: FeatureCollection) => ({ type: 'geojson' as const, data })
  const label = (size: ExpressionSpecification | number): object => ({ 'text-font': FONT, 'text-size': size, 'text-max-width': 7 })
  const layers: LayerSpecification[] = [
    { id: 'water', type: 'background', paint: { 'background-color': c.water } },
    { id: 'land', type: 'fill', source: 'land', paint: { 'fill-color': c.land, 'fill-antialias': false } },
    { id: 'coast', type: 'line', source: 'land', paint: { 'line-color': c.coast, 'line-width': 0.7 } },
    { id: 'regions', type: 'line', source: 'regions', minzoom: 4, paint: { 'line-color': c.region, 'line-width': ['interpolate', ['linear'], ['zoom'], 4, 0.5, 9, 1.2] } },
    { id: 'borders', type: 'line', source: 'borders', paint: { 'line-color': c.border, 'line-width': ['interpolate', ['linear'], ['zoom'], 2, 0.6, 8, 1.5] } },
    { id: 'disputed', type: 'line', source: 'disputed', paint: { 'line-color': c.disputed, 'line-width': ['interpolate', ['linear'], ['zoom'], 2, 0.9, 8, 1.8], 'line-dasharray': [2.5, 2] } },
    { id: 'countries', type: 'symbol', source: 'labels', maxzoom: 7, filter: ['>=', ['get', 'area'], ['step', ['zoom'], 25, 2.5, 8, 4, 0.8, 5, 0]],
      layout: { ...label(['interpolate', ['linear'], ['zoom'], 2, 10, 6, 14]), 'text-field': ['get', 'name'], 'text-letter-spacing': 0.08, 'symbol-sort-key': ['-', 0, ['get', 'area']] },
      paint: { 'text-color': c.label, 'text-halo-color': c.halo, 'text-halo-width': 1.2, 'text-opacity': 0.8 } },
    { id: 'cities', type: 'symbol', source: 'cities', minzoom: 4.5, filter: ['>=', ['get', 'size'], ['step', ['zoom'], 1500, 5.5, 400, 6.5, 120, 7.5, 0]],
      layout: { ...label(11), 'text-field': ['get', 'name'], 'symbol-sort-key': ['-', 0, ['get', 'size']], 'text-anchor': 'top', 'text-offset': [0, 0.7] },
      paint: { 'text-color': c.label, 'text-halo-color': c.halo, 'text-halo-width': 1.2 } },
  ]
  return {
    version: 8,
    sources: { land: geojson(base.land), borders: geojson(base.borders), disputed: geojson(base.disputed), regions: geojson(EMPTY), labels: geojson(base.labels), cities: geojson(EMPTY) },
    layers,
  }
}
