// How long the first view takes until it can be used, and how long the days take to answer, in a headless Chromium that draws by software.
//   node web/tests/speed.mjs http://127.0.0.1:PORT [WIDTH] [TIMES] [CHROMIUM]
import { chromium } from 'playwright-core'

const [base, wide = '1280', times = '5', executablePath = '/usr/bin/chromium'] = process.argv.slice(2)
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
  '--disable-sync', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader']
const middle = (all) => [...all].sort((a, b) => a - b)[all.length >> 1]
const told = (all) => ({ median: Math.round(middle(all)), longest: Math.round(Math.max(...all)) })

const browser = await chromium.launch({ executablePath, args: FLAGS })
const first = { listed: [], drawn: [] }
const days = { told: [], drawn: [] }
for (let i = 0; i < Number(times); i++) {
  const context = await browser.newContext({ viewport: { width: Number(wide), height: 820 }, reducedMotion: 'reduce' })
  const page = await context.newPage()
  await page.goto(base)
  // Listed: the first rows stand there. Drawn: the map has all that is to be seen at first, and is still.
  first.listed.push(await (await page.waitForFunction(() => document.querySelector('.list tbody tr') && performance.now())).jsonValue())
  first.drawn.push(await (await page.waitForFunction(() => performance.getEntriesByName('map-still').find((m) => m.detail?.events > 0)?.startTime)).jsonValue())
  await page.waitForTimeout(1500)
  const measured = await page.evaluate(async () => {
    const grip = document.querySelector('[role=slider]')
    const box = grip.getBoundingClientRect()
    const wide = document.querySelector('.chart').clientWidth
    const fire = (name, x, on = window) => on.dispatchEvent(new PointerEvent(name, { clientX: x, clientY: box.top + 5, button: 0, bubbles: true, pointerId: 1 }))
    const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))
    const value = () => grip.getAttribute('aria-valuenow')
    const out = { told: [], drawn: [] }
    fire('pointerdown', box.left + 6, grip)
    for (let n = 1; n <= 12; n++) {
      const before = value()
      performance.clearMarks('map-still')
      const began = performance.now()
      fire('pointermove', box.left + 6 + (wide * n) / 30)
      while (value() === before && performance.now() - began < 2000) await frame()
      await frame()
      out.told.push(performance.now() - began)
      while (!performance.getEntriesByName('map-still').length && performance.now() - began < 5000) await frame()
      out.drawn.push((performance.getEntriesByName('map-still').at(-1)?.startTime ?? performance.now()) - began)
      await new Promise((done) => setTimeout(done, 250))
    }
    fire('pointerup', box.left + 6 + (wide * 12) / 30)
    return out
  })
  days.told.push(...measured.told)
  days.drawn.push(...measured.drawn)
  await context.close()
}
await browser.close()
console.log(JSON.stringify({ unit: 'ms', first: { listed: told(first.listed), drawn: told(first.drawn) }, days: { told: told(days.told), drawn: told(days.drawn) } }))
