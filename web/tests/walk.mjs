// Walks the page in a headless Chromium as a reader would, at one width, and writes what came of each step as JSON.
//   node web/tests/walk.mjs http://127.0.0.1:PORT WIDTH [CHROMIUM]
import { createRequire } from 'node:module'
import { copyFileSync, readFileSync } from 'node:fs'
import { chromium } from 'playwright-core'

const [base, wide, executablePath = '/usr/bin/chromium'] = process.argv.slice(2)
const width = Number(wide)
const small = width < 900
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
  '--disable-sync', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader']
/** A server that asks for tokens: {base, viewer, analyst}. */
const guarded = process.env.WALK_GUARDED ? JSON.parse(process.env.WALK_GUARDED) : null
const WAIT = Number(process.env.WALK_WAIT ?? 60_000)

const browser = await chromium.launch({ executablePath, args: FLAGS })
const elsewhere = []
const complaints = []

async function open(address, { at, init, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width, height: 820 }, reducedMotion: 'reduce', ...options })
  context.setDefaultTimeout(WAIT)
  const page = await context.newPage()
  const home = at ?? base
  page.on('request', (r) => { if (!r.url().startsWith(`${home}/`) && !/^(blob|data|about):/.test(r.url())) elsewhere.push(r.url()) })
  page.on('console', (m) => { if (m.type() === 'error') complaints.push(`${address}: ${m.text()} ${m.location().url}`) })
  page.on('pageerror', (e) => complaints.push(`${address}: ${e.message}`))
  if (init) await page.addInitScript(init)
  await page.goto(address === 'about:blank' ? address : `${home}/${address}`)
  return page
}

function check(what, because) {
  if (!what) throw new Error(because)
}

async function accessible(page) {
  // Evaluated, not loaded: the page's own policy stays in force.
  await page.evaluate(axe)
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }))
  const words = violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.target.join(' ')} (${n.any.concat(n.all, n.none).map((c) => c.message).join('; ')})`).join(' | ')}`)
  check(words.length === 0, `axe: ${words.join('\n')}`)
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  check(over <= 0, `the page is ${over} px wider than the window`)
}

const drawn = (page) => page.waitForSelector('.map[data-ready]')
const api = async (path) => (await fetch(`${base}/api/v1/${path}`)).json()
const asText = (page, selector) => page.locator(selector).first().innerText()

const decided = async (page) => (await page.waitForResponse((r) => r.url().endsWith('/review/decisions') && r.request().method() === 'POST')).json()
/** A claim as it counts now. */
async function cardOf(claim) {
  const { voices } = await api(`event/${claim}`)
  return voices.flatMap((v) => v.claims).find((c) => c.id === claim)
}
/** Goes on in the queue to a name that the gazetteer has something for. */
async function withCandidates(page) {
  const { items } = await api('review/queue?sort=place&limit=100')
  for (const item of items) {
    const { candidates } = await api(`review/names?sort=place&q=${encodeURIComponent(item.name)}`)
    await page.getByRole('heading', { name: item.question }).waitFor()
    if (candidates.length) return page.locator('.names ol button').first().waitFor()
    await page.keyboard.press('n')
  }
  throw new Error('the gazetteer has none of the names')
}
async function inHistory(event, decision) {
  const { judgements } = await api(`event/${event}`)
  check(judgements.some((j) => j.id === decision && j.in_force), `${decision} is not in the history of ${event}`)
}

const steps = {
  async map() {
    const page = await open('')
    await drawn(page)
    const { total } = await api('events')
    await page.waitForFunction((n) => document.querySelector('.list .bar strong')?.textContent?.startsWith(`${n.toLocaleString('en')} event`), total)
    await accessible(page)
    return page
  },
  async dark() {
    const page = await open('#/map?layer=both', { colorScheme: 'dark' })
    await drawn(page)
    await accessible(page)
    return page
  },
  async clusters() {
    // As with more events than can be sent: the server groups them, and is asked for what is in sight. The width changes nothing of that.
    if (small) return null
    const page = await open('about:blank')
    const asked = []
    await page.route('**/events/points?*', async (route) => {
      asked.push(route.request().url())
      const told = await (await route.fetch()).json()
      const [lat, lon] = ['lat', 'lon'].map((name) => told.columns.indexOf(name))
      const clusters = told.rows.map((row) => [row[lat], row[lon], 2, [2, 0, 0, 0], null, null, [row[lon], row[lat], row[lon], row[lat]], null])
      await route.fulfill({ json: { ...told, clustered: true, rows: [], clusters } })
    })
    await page.goto(`${base}/#/map`)
    await drawn(page)
    for (let i = 0; i < 100 && !asked.some((url) => url.includes('bbox=')); i++) await page.waitForTimeout(200)
    check(asked.some((url) => url.includes('bbox=') && url.includes('zoom=')), 'what is in sight is not asked for')
    // What is being answered is answered to its end: the page is closed next, and an answer cut off would end the walk.
    await page.unrouteAll({ behavior: 'wait' })
    return page
  },
  async filters() {
    const page = await open('#/map?show=table')
    await page.getByRole('button', { name: 'Filters' }).click()
    const box = page.getByRole('region', { name: 'Filters' }).getByLabel('Air strike')
    await box.check()
    await page.waitForURL(/kind=air-strike/)
    const { total } = await api('events?kind=air-strike')
    await page.waitForFunction((n) => document.querySelector('.list .bar strong')?.textContent?.startsWith(`${n.toLocaleString('en')} event`), total)
    await accessible(page)
    if (small) await page.getByRole('button', { name: 'Close' }).click()
    await page.getByRole('button', { name: /Drop the filter Air strike/ }).click()
    await page.waitForURL((url) => !url.hash.includes('kind='))
    return page
  },
  async days() {
    // The handles of the time answer to keys, and the list to the handles; the address restores both.
    const page = await open('#/map?show=table')
    const before = (await api('events')).total
    const handle = page.getByRole('slider', { name: 'First day' })
    await handle.focus()
    await page.keyboard.press('End')
    await page.waitForURL(/since=/)
    const since = new URLSearchParams(new URL(page.url()).hash.split('?')[1]).get('since')
    const { total } = await api(`events?since=${since}`)
    check(total < before, 'the last day has as many events as all days')
    await page.waitForFunction((n) => document.querySelector('.list .bar strong')?.textContent?.startsWith(`${n.toLocaleString('en')} event`), total)
    await page.reload()
    await page.waitForFunction((n) => document.querySelector('.list .bar strong')?.textContent?.startsWith(`${n.toLocaleString('en')} event`), total)
    await page.getByRole('button', { name: 'All days' }).click()
    await page.waitForFunction((n) => document.querySelector('.list .bar strong')?.textContent?.startsWith(`${n.toLocaleString('en')} event`), before)
    return page
  },
  async choosing() {
    const page = await open('#/map?show=table')
    await page.locator('.list tbody tr a.main').nth(1).click()
    await page.waitForURL(/sel=e_/)
    const sentence = await asText(page, '.chosen .sentence')
    check(sentence.length > 20, `no sentence: ${sentence}`)
    await accessible(page)
    await page.getByRole('link', { name: 'Open the event' }).click()
    await page.waitForURL(/#\/event\/e_/)
    await page.waitForSelector('.doc h1')
    await page.goBack()
    await page.waitForSelector('.chosen')
    await page.keyboard.press('Escape')
    await page.waitForURL((url) => !url.hash.includes('sel='))
    return page
  },
  async going_there() {
    // A link from an event moves a map that was shown before, and the step back brings the event.
    const { features } = await (await fetch(`${base}/api/v1/events?format=geojson`)).json()
    const found = features.find((f) => f.geometry)
    const [lon, lat] = found.geometry.coordinates
    const { id } = (await api('events?limit=500')).events.find((e) => e.place && e.place.lon !== null && Math.abs(e.place.lon - lon) < 0.01 && Math.abs(e.place.lat - lat) < 0.01)
    const page = await open('#/map')
    await drawn(page)
    await page.evaluate((hash) => { location.hash = hash }, `#/event/${id}`)
    await page.getByRole('link', { name: 'on the map' }).click()
    await page.waitForURL(/#\/map\?.*at=/)
    await page.waitForFunction(([x, y]) => {
      const [a, b, zoom] = (new URLSearchParams(location.hash.split('?')[1]).get('at') ?? '').split(',').map(Number)
      return Math.abs(a - x) < 0.5 && Math.abs(b - y) < 0.5 && zoom >= 7
    }, [lon, lat])
    await page.waitForSelector('.chosen .sentence')
    await page.waitForFunction(() => document.querySelector('.maplibregl-ctrl-scale')?.textContent?.match(/\d+\s*km/) && Number.parseInt(document.querySelector('.maplibregl-ctrl-scale').textContent) <= 50)
    return page
  },
  async pointing() {
    // What is pointed at in the list is ringed on the map; what is pointed at on the map is marked in the list. Disputed lines can be left out.
    const { events } = await api('events?limit=80')
    const alone = events.find((e) => e.place && e.place.lon !== null && !events.some((o) => o !== e && o.place && o.place.lon !== null && Math.hypot(o.place.lon - e.place.lon, o.place.lat - e.place.lat) < 0.3))
    check(alone, 'no event lies alone')
    const page = await open(`#/map?at=${alone.place.lon},${alone.place.lat},9`)
    await drawn(page)
    await page.waitForSelector(`#row-${alone.id}`)
    const map = page.locator('.map canvas')
    const at = await map.boundingBox()
    const near = { x: at.x + at.width / 2 - 40, y: at.y + at.height / 2 - 40, width: 80, height: 80 }
    const look = async () => (await page.screenshot({ clip: near })).toString('base64')
    const changed = async (from) => { for (let i = 0; i < 50 && (await look()) === from; i++) await page.waitForTimeout(100); return (await look()) !== from }
    await page.waitForTimeout(500)
    const before = await look()
    await page.locator(`#row-${alone.id} a.main`).focus()
    check(await changed(before), 'nothing is ringed on the map')
    await page.evaluate(() => document.activeElement.blur())
    await page.mouse.move(at.x + at.width / 2 + 3, at.y + at.height / 2 + 3)
    for (let i = 0; i < 50 && !(await page.locator(`#row-${alone.id}.at`).count()); i++) { await page.waitForTimeout(100); await page.mouse.move(at.x + at.width / 2 + (i % 4), at.y + at.height / 2) }
    check((await page.locator(`#row-${alone.id}.at`).count()) === 1, 'the row is not marked')
    if (small) await page.locator('.key > summary').click()
    await page.getByLabel('disputed borders').uncheck()
    await page.waitForURL(/disputed=off/)
    await page.getByText(/\d+ lines on .*, not drawn/).click()
    await page.getByText('armistice line of 1953').waitFor()
    await accessible(page)
    return page
  },
  async sheet() {
    // The view as one file: opened from disk, offline, with the map as drawn, and all events, and nothing that runs.
    if (small) return null
    const page = await open('#/map?layer=both')
    await drawn(page)
    await page.waitForSelector('.list tbody tr')
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /Download the view as HTML/ }).click()])
    check(/^dateline-map-.*\.html$/.test(download.suggestedFilename()), download.suggestedFilename())
    const path = `${await download.path()}.html`
    copyFileSync(await download.path(), path)
    const context = await browser.newContext({ offline: true, viewport: { width, height: 820 } })
    const file = await context.newPage()
    file.on('console', (m) => { if (m.type() === 'error') complaints.push(m.text()) })
    await file.goto(`file://${path}`)
    const { total } = await api('events')
    const found = await file.evaluate(() => ({ rows: document.querySelector('table').tBodies[0].rows.length, wide: document.images[0]?.naturalWidth ?? 0, scripts: document.scripts.length,
      policy: document.querySelector('meta[http-equiv]')?.content ?? '', places: document.querySelectorAll('table')[1]?.tBodies[0].rows.length ?? 0, strange: document.querySelectorAll('main iframe, main object, main [onerror], main b, main i').length }))
    check(found.rows === total && found.wide > 400 && found.scripts === 0 && found.policy.includes("default-src 'none'") && found.places > 0 && found.strange === 0, JSON.stringify(found))
    await context.close()
    return page
  },
  async control() {
    const page = await open('#/map?layer=control&show=table')
    await page.waitForSelector('.list tbody tr')
    check((await asText(page, '.asof')).startsWith('as of'), 'no stamp of the day')
    check((await page.getByRole('slider').count()) === 1, 'one day is chosen by one handle')
    await accessible(page)
    await page.locator('.list tbody a').first().click()
    await page.waitForURL(/#\/place\//)
    return page
  },
  async event() {
    const { events } = await api('events?sort=claims&limit=1')
    const page = await open(`#/event/${events[0].id}`)
    await page.waitForSelector('h1')
    const cards = page.locator('article.card')
    check((await cards.count()) === events[0].claims, 'not every claim is shown')
    check((await page.locator('article.card mark').count()) > 0, 'the evidence is not marked')
    await accessible(page)
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: /as CSV/ }).click()
    check((await download).suggestedFilename().endsWith('.csv'), 'no table came')
    return page
  },
  async article() {
    const { events } = await api('events?sort=claims&limit=1')
    const { voices } = await api(`event/${events[0].id}`)
    const page = await open(`#/article/${encodeURIComponent(voices[0].claims[0].article)}?claim=${voices[0].claims[0].id}`)
    await page.waitForSelector('.text mark')
    const lit = () => page.locator('article.card.lit').getAttribute('id')
    check((await lit()) === `card-${voices[0].claims[0].id}`, 'the claim of the address is not lit')
    const heads = page.locator('.cards button.head')
    if ((await heads.count()) > 1) {
      await heads.last().focus()
      check((await lit()) !== null, 'no claim is lit')
    }
    await accessible(page)
    return page
  },
  async explaining() {
    const { events } = await api('events?limit=1')
    const { voices } = await api(`event/${events[0].id}`)
    const page = await open(`#/article/${encodeURIComponent(voices[0].claims[0].article)}`)
    await page.getByRole('button', { name: 'Explain the values' }).click()
    await page.locator('summary', { hasText: 'Why these values' }).first().click()
    check((await asText(page, '.why')).length > 10, 'nothing is explained')
    await accessible(page)
    return page
  },
  async place() {
    const { spans } = await api('control')
    const page = await open(`#/place/${encodeURIComponent(spans[0].place)}`)
    await page.locator('.bands button').first().click()
    await page.waitForURL(/span=/)
    await page.waitForSelector('article.card')
    await accessible(page)
    return page
  },
  async sources() {
    const page = await open('#/sources')
    const { total_origins } = await api('sources')
    await page.waitForSelector('tbody tr')
    check((await asText(page, 'h2')).startsWith(`${total_origins} origin`), 'not all origins are counted')
    await accessible(page)
    return page
  },
  async search() {
    const page = await open('#/sources')
    await page.waitForSelector('h1')
    await page.keyboard.press('Control+k')
    await page.keyboard.type('deir')
    await page.waitForSelector('[role=option]')
    await accessible(page)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')
    await page.waitForURL(/#\/(place|event|article|map)/)
    await page.locator('dialog').waitFor({ state: 'detached' })
    await page.keyboard.press('Control+k')
    await page.keyboard.type('qqqxyz')
    await page.waitForSelector('text=Nothing is found')
    await page.keyboard.press('Escape')
    await page.locator('dialog').waitFor({ state: 'detached' })
    return page
  },
  async review() {
    const page = await open('#/review?sort=contradiction')
    await page.waitForSelector('article.card')
    await accessible(page)
    await page.keyboard.press('c')
    await page.getByLabel('Field').selectOption('status')
    await accessible(page)
    await page.getByRole('button', { name: 'Cancel' }).click()
    const claim = (await page.locator('article.card.lit').getAttribute('id')).slice(5)
    const before = (await api('review/decisions')).total
    await page.getByLabel(/Why/).fill('seen by the walk')
    await page.locator('.claim').first().getByRole('button', { name: /Accept/ }).click()
    await page.getByRole('heading', { name: `${before + 1} decision` }).waitFor()
    const { decisions } = await api('review/decisions')
    check(decisions[0].verdict === 'accept' && decisions[0].subjects.includes(claim) && decisions[0].why === 'seen by the walk', 'it is not on record')
    await page.keyboard.press('u')
    await page.getByRole('heading', { name: `${before + 2} decision` }).waitFor()
    check((await api('review/decisions')).decisions[0].kind === 'undo', 'it was not taken back')
    return page
  },
  async resolving() {
    const page = await open('#/review?sort=place')
    await page.waitForSelector('article.card')
    await withCandidates(page)
    await accessible(page)
    const question = await asText(page, '.item h2')
    await page.keyboard.press('n')
    await page.waitForFunction((q) => document.querySelector('.item h2')?.textContent !== q, question)
    await page.keyboard.press('p')
    await page.waitForFunction((q) => document.querySelector('.item h2')?.textContent === q, question)
    return page
  },
  async correcting() {
    // Every field corrected in place, seen in the event's history at once, and taken back. What is sent is the same at every width.
    const page = await open('#/review?sort=contradiction')
    await page.waitForSelector('article.card')
    const claim = (await page.locator('article.card.lit').getAttribute('id')).slice(5)
    const before = await cardOf(claim)
    const type = (value) => () => page.getByLabel('Value').fill(value)
    const tries = [
      ['kind', () => page.getByLabel('Value').selectOption('bombing'), (c) => c.kind === 'bombing'],
      ['actor', type('Third Column of the Mill'), (c) => c.actor?.name === 'Third Column of the Mill'],
      ['places', async () => { await page.getByLabel('Value').fill('Homs'); await page.getByRole('button', { name: 'Find' }).click(); await page.getByRole('button', { name: /Homs.*town, Syria/ }).first().click() }, (c) => c.places[0].outcome === 'exact'],
      ['when', async () => { await page.getByLabel('First day').fill('2017-10-15'); await page.getByLabel('Last day').fill('2017-10-16') }, (c) => c.when.start === '2017-10-15' && c.when.end === '2017-10-16'],
      ['counts', () => page.getByLabel('At least').first().fill('3'), (c) => c.tolls[0].low === 3],
    ]
    for (const [field, fill, holds] of small ? tries.slice(0, 1) : tries) {
      // What was taken back comes back into the queue, and may stand in it with another of its claims lit: it is looked for.
      await page.reload()
      await page.locator(`article.card[id$="${claim}"]`).waitFor()
      for (let i = 0; i < 100 && !(await page.getByLabel('Field').count()); i++) {
        if (!(await page.locator(`article.card.lit[id$="${claim}"]`).count())) await page.locator(`article.card[id$="${claim}"]`).click({ position: { x: 4, y: 4 } })
        await page.keyboard.press('c')
        await page.waitForTimeout(100)
      }
      await page.getByLabel('Field').selectOption(field)
      await fill()
      await page.getByLabel(/Why \(kept with the correction/).fill(`the walk corrects ${field}`)
      if (field === 'places') await accessible(page)
      const [answer] = await Promise.all([decided(page), page.getByRole('button', { name: 'Record' }).click()])
      check(answer.decision.verdict === field, `${field}: ${JSON.stringify(answer)}`)
      const card = await cardOf(claim)
      check(holds(card) && card.corrected.includes(field), `${field} is not corrected: ${JSON.stringify([answer.decision.value, card.actor, card.places, card.when, card.tolls, card.corrected])}`)
      await inHistory(card.event, answer.decision.id)
      await page.getByText('Corrected.', { exact: true }).waitFor()
      await Promise.all([decided(page), page.keyboard.press('u')])
      await page.getByText('Taken back.', { exact: true }).waitFor()
    }
    const after = await cardOf(claim)
    check(after.corrected.length === 0 && after.kind === before.kind && after.when?.start === before.when?.start, 'it is not as it was')
    return page
  },
  async spans() {
    // Who did it, chosen as words of the sentence by keys alone, on the event's own page; shown in its history, and undone there.
    const { events } = await api('events?sort=claims&limit=1')
    const page = await open(`#/event/${events[0].id}`)
    const card = page.locator('article.card').first()
    const claim = (await card.getAttribute('id')).slice(5)
    await card.getByRole('button', { name: 'Correct' }).click()
    await page.getByLabel('Field').selectOption('target')
    const words = page.getByRole('listbox', { name: 'Words of the sentence' }).getByRole('option')
    await words.first().focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Shift+ArrowRight')
    const wanted = `${await words.nth(1).innerText()} ${await words.nth(2).innerText()}`
    await page.getByText(`Chosen: “${wanted}”`).waitFor()
    await page.getByLabel('Value').fill('')
    await page.getByLabel(/Why \(kept with the correction/).fill('these are the words')
    await accessible(page)
    const [answer] = await Promise.all([decided(page), page.getByRole('button', { name: 'Record' }).click()])
    check(answer.decision.verdict === 'target', JSON.stringify(answer))
    const now = await cardOf(claim)
    check(now.target.text === wanted && now.evidence.some((p) => p.marks.some((m) => m.role === 'target') && wanted.includes(p.text)), `the words are not marked: ${JSON.stringify(now.target)}`)
    await page.locator('article.card .chip', { hasText: 'corrected: target' }).waitFor()
    await page.getByText('these are the words').first().waitFor()
    await Promise.all([decided(page), page.getByRole('button', { name: new RegExp(`Undo: .*${answer.decision.id}`) }).click()])
    await page.getByText('taken back or replaced').first().waitFor()
    check((await cardOf(claim)).corrected.length === 0, 'it is not taken back')
    return page
  },
  async joining() {
    // Two claims of a join in doubt are parted, joined, and both decisions taken back.
    const page = await open('#/review?sort=merge')
    await page.waitForSelector('article.card')
    for (const [key, words, events] of [['s', 'Two events.', 2], ['m', 'One event.', 1]]) {
      const pair = await page.locator('article.card').evaluateAll((cards) => cards.map((c) => c.id.slice(5)))
      const [answer] = await Promise.all([decided(page), page.keyboard.press(key)])
      check(answer.events.length === events, `${words} ${JSON.stringify(answer)}`)
      const both = await Promise.all(pair.map(cardOf))
      check((both[0].event === both[1].event) === (events === 1), `${words} ${both.map((c) => c.event)}`)
      for (const card of both) await inHistory(card.event, answer.decision.id)
      await page.getByText(words, { exact: true }).waitFor()
      await Promise.all([decided(page), page.keyboard.press('u')])
      await page.getByText('Taken back.', { exact: true }).waitFor()
      // What was taken back is shown again.
      await page.locator(`#card-${pair[0]}`).and(page.locator('article.card')).first().waitFor()
    }
    return page
  },
  async parting() {
    // Where a reader sees it: claims are marked and leave their event, what left is made one with it again, and both decisions are taken back.
    const { events } = await api('events?sort=claims&limit=1')
    const { id } = events[0]
    const page = await open(`#/event/${id}`)
    await page.waitForSelector('article.card')
    const before = await page.locator('article.card').evaluateAll((cards) => cards.map((c) => c.id.slice(5)))
    check(before.length > 2, `only ${before.length} claims`)
    const boxes = page.getByRole('checkbox', { name: /^Mark the claim of/ })
    await boxes.first().focus()
    await page.keyboard.press('Space')
    await page.getByText('1 claim of').waitFor()
    await boxes.nth(1).check()
    await page.getByLabel('of one event with each other').waitFor()
    await accessible(page)
    const reason = page.getByLabel('Why (kept with the decision)')
    await reason.fill('told of two days')
    const [answer] = await Promise.all([decided(page), reason.press('Enter')])
    check(answer.touched.length > 1, JSON.stringify(answer))
    check(answer.touched.some((t) => String(t.claims) === String(before.slice(0, 2).sort())), 'the two that were marked are not together, or not alone')
    const note = page.getByRole('region', { name: 'What was decided' })
    await note.getByRole('link').first().waitFor()
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'What was decided')
    await page.waitForFunction((left) => left.every((claim) => !document.getElementById(`card-${claim}`)), before.slice(0, 2))
    await page.getByRole('listitem').filter({ hasText: '“told of two days”' }).first().waitFor()
    await accessible(page)
    const left = (await cardOf(before[0])).event
    await page.getByText('Another event is one with this').click()
    await page.getByLabel('Its address or id').fill(`${base}/#/event/${left}`)
    await page.getByRole('button', { name: 'Look up' }).click()
    const [joined] = await Promise.all([decided(page), page.getByRole('status').getByRole('button', { name: /^Is one with this/ }).click()])
    check(joined.decision.verdict === 'yes' && (await cardOf(before[0])).event === (await cardOf(before.at(-1))).event, 'they are not one event again')
    await note.getByText('All of it is one event now').waitFor()
    for (const made of [joined, answer]) {
      const back = page.getByRole('button', { name: new RegExp(`^Undo: .*${made.decision.id}\\)`) })
      await Promise.all([decided(page), back.click()])
      await back.waitFor({ state: 'detached' })
    }
    const { voices } = await api(`event/${id}`)
    check(String(voices.flatMap((v) => v.claims.map((c) => c.id)).sort()) === String([...before].sort()), 'it is not as it was')
    return page
  },
  async naming() {
    // A name is resolved with the gazetteer at hand, shown in its event at once, and taken back.
    const page = await open('#/review?sort=place')
    await withCandidates(page)
    const claim = (await page.locator('article.card').first().getAttribute('id')).slice(5)
    const [answer] = await Promise.all([decided(page), page.keyboard.press('1')])
    check(answer.decision.verdict === 'resolve', JSON.stringify(answer))
    const card = await cardOf(claim)
    check(card.places.some((p) => p.outcome === 'exact' && p.id === answer.decision.value.id), 'the place is not known now')
    await page.evaluate((hash) => { location.hash = hash }, `#/event/${card.event}`)
    await page.getByRole('heading', { name: 'Decisions on record' }).waitFor()
    await Promise.all([decided(page), page.getByRole('button', { name: new RegExp(`Undo: .*${answer.decision.id}`) }).click()])
    check((await cardOf(claim)).places.every((p) => p.id !== answer.decision.value.id), 'it is not taken back')
    return page
  },
  async tokens() {
    // On an address that others reach: nothing without a token; a viewer looks and cannot decide; an analyst decides under their name.
    if (!guarded) return null
    const page = await open('', { at: guarded.base })
    await page.getByRole('heading', { name: 'This ledger asks for a token' }).waitFor()
    await accessible(page)
    await page.getByLabel('Token').fill('dl_no-such-token')
    await page.getByRole('button', { name: 'Open' }).click()
    await page.getByRole('alert').filter({ hasText: 'not known' }).waitFor()
    await page.getByLabel('Token').fill(guarded.viewer)
    await page.getByRole('button', { name: 'Open' }).click()
    await page.waitForSelector('.list .bar strong')
    check(!page.url().includes('dl_') && (await page.evaluate(() => document.cookie)) === '', 'the token is within reach of scripts')
    await page.goto(`${guarded.base}/#/review?sort=contradiction`)
    await page.getByText('deciding needs the role of an analyst').waitFor()
    await page.waitForSelector('article.card')
    check((await page.getByRole('button', { name: /Accept|Reject|Correct|Undo|One event/ }).count()) === 0, 'a viewer is offered decisions')
    const claim = (await page.locator('article.card').first().getAttribute('id')).slice(5)
    await page.goto(`${guarded.base}/#/event/${claim}`)
    await page.getByRole('heading', { name: 'Decisions on record' }).waitFor()
    check((await page.getByRole('checkbox').count()) + (await page.getByText(/one with this/).count()) === 0, 'a viewer is offered to part and join')
    for (const [path, body] of [['review/decisions', { action: 'accept', claim }], ['add', { articles: [{ text: 'x' }] }]]) {
      const status = await page.evaluate(async ([p, b]) => (await fetch(`api/v1/${p}`, { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Dateline': '1' }, body: JSON.stringify(b) })).status, [path, body])
      check(status === 403, `a viewer may ${path}: ${status}`)
    }
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'This ledger asks for a token' }).waitFor()
    await page.context().close()
    const ana = await open(`#token=${guarded.analyst}`, { at: guarded.base })
    await ana.waitForSelector('.list .bar strong')
    check(!ana.url().includes('token'), 'the token stays in the address')
    await ana.goto(`${guarded.base}/#/review?sort=contradiction`)
    await ana.waitForSelector('article.card')
    const [answer] = await Promise.all([decided(ana), ana.keyboard.press('a')])
    check(answer.decision.who === 'the analyst', JSON.stringify(answer))
    await Promise.all([decided(ana), ana.getByRole('button', { name: 'Undo', exact: true }).first().click()])
    // What was refused on purpose is no complaint, nor that a plain address cannot have one of the headers that a safe one has.
    complaints.splice(0, complaints.length, ...complaints.filter((c) => !/40[13]|Cross-Origin-Opener-Policy/.test(c)))
    return ana
  },
  async adding() {
    const page = await open('#/add')
    await page.getByLabel('Text').fill('Shelling killed four people in Idlib on Friday, residents said. <b>Not bold</b> <script>document.title="no"</script>\nCharred bodies lay at the gate. “لا أحد يعرف كم”, said Umm Ahmad (أم أحمد) of the 7th street.')
    await page.getByLabel('Title').fill(`قصف <img src=x onerror="document.title='no'"> إدلب at ${width}`)
    await page.getByLabel('Outlet').fill('Walk & <i>Sons</i>')
    await page.getByLabel('Published').fill('2017-03-05')
    await page.getByRole('button', { name: 'See it coded' }).click()
    await page.waitForSelector('.coded article.card')
    await page.getByRole('button', { name: 'Graphic detail: show the words' }).first().waitFor()
    check(!(await asText(page, '.coded .body')).includes('Charred'), 'graphic detail is not covered')
    check((await page.locator('.coded b, .coded script').count()) === 0, 'words of a report became markup')
    await accessible(page)
    await page.getByRole('button', { name: 'Add to the ledger' }).click()
    await page.getByRole('region', { name: 'What was added' }).or(page.locator('section[aria-label="What was added"]')).getByRole('link').first().click()
    await page.waitForSelector('.text')
    check((await page.locator('h1').evaluate((h) => getComputedStyle(h).direction)) === 'rtl', 'a title that begins in Arabic does not run from the right')
    await page.getByRole('button', { name: 'Graphic detail: show the words' }).first().focus()
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => document.activeElement?.textContent === 'Charred bodies')
    await accessible(page)
    await page.getByLabel('Show graphic detail').check()
    check((await page.locator('.veil').count()) === 0, 'something stays covered')
    check((await asText(page, 'h1')).includes('<img src=x'), 'the title is not shown as it was written')
    check((await page.locator('.doc img, .doc script, .doc b').count()) === 0, 'words of a report became markup')
    check((await page.title()) !== 'no', 'a script of a report ran')
    return page
  },
  async without_maps() {
    const page = await open('#/map', { init: () => {
      const real = HTMLCanvasElement.prototype.getContext
      HTMLCanvasElement.prototype.getContext = function (kind, ...rest) { return /webgl/.test(kind) ? null : real.call(this, kind, ...rest) }
    } })
    await page.waitForSelector('.list tbody tr')
    check((await asText(page, '.note')).includes('WebGL'), 'nothing says why there is no map')
    await accessible(page)
    return page
  },
  async nothing_there() {
    const page = await open('#/map?kind=no-such-kind&show=table')
    await page.waitForSelector('text=/No event fits|kind/')
    await accessible(page)
    complaints.length = 0
    return page
  },
  async states() {
    // The server away, a list that cannot be had, an empty ledger: each is said, and each can be tried again.
    const page = await open('about:blank')
    await page.route('**/api/v1/meta', (route) => route.abort())
    await page.goto(`${base}/#/map`)
    await page.getByRole('heading', { name: 'The ledger cannot be read' }).waitFor()
    await accessible(page)
    await page.unroute('**/api/v1/meta')
    await page.route('**/api/v1/events?*', (route) => route.fulfill({ status: 503, json: { error: 'too many questions at once; try again', detail: [] } }))
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('alert').filter({ hasText: 'too many questions at once' }).waitFor()
    await page.unroute('**/api/v1/events?*')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.waitForSelector('.list tbody tr')
    await page.route('**/api/v1/meta', async (route) => {
      const told = await (await route.fetch()).json()
      await route.fulfill({ json: { ...told, revision: 'none', counts: { ...told.counts, events: 0 } } })
    })
    await page.reload()
    await page.getByRole('heading', { name: 'This ledger is empty' }).waitFor()
    await accessible(page)
    await page.unrouteAll({ behavior: 'wait' })
    complaints.length = 0
    return page
  },
  async unknown_event() {
    const page = await open('#/event/e_0000000000000000')
    await page.getByRole('heading', { name: 'No such event' }).waitFor()
    await accessible(page)
    // The browser reports the 404 that the page has just explained.
    complaints.splice(0, complaints.length, ...complaints.filter((c) => !c.includes('404')))
    return page
  },
}

const results = {}
const only = process.argv.slice(5)
for (const [name, step] of Object.entries(steps)) {
  if (only.length && !only.includes(name)) continue
  const began = Date.now()
  complaints.length = elsewhere.length = 0
  try {
    const page = await step()
    check(elsewhere.length === 0, `asked elsewhere: ${elsewhere.join(' ')}`)
    check(complaints.length === 0, `the browser complains: ${complaints.join('\n')}`)
    await page?.context().close()
    results[name] = { ok: true, seconds: (Date.now() - began) / 1000 }
  } catch (cause) {
    results[name] = { ok: false, why: String(cause?.message ?? cause).slice(0, 2000), seconds: (Date.now() - began) / 1000 }
    for (const context of browser.contexts()) await context.close()
  }
}
await browser.close()
process.stdout.write(`${JSON.stringify(results)}\n`)
