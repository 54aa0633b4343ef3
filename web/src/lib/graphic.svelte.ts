// Graphic words are covered until a reader asks for them: which words, the server says (src/dateline/serve/data/graphic.csv).
import { ledger } from './ledger.svelte'
import type { Mark, Piece } from './types'

const KEPT = 'dateline.graphic'

class Graphic {
  /** The reader's wish for all of them, kept for later visits. */
  shown = $state(kept())
  #form = $derived.by(() => {
    const forms = (ledger.meta?.graphic ?? []).map((one) => one.words).sort((a, b) => b.length - a.length)
    const part = (word: string): string => word.replace(/\*$/, '[\\p{L}\\p{N}_]*')
    return forms.length ? new RegExp(`(?<![\\p{L}\\p{N}_])(?:${forms.map((form) => form.split(' ').map(part).join('[\\s-]+')).join('|')})(?![\\p{L}\\p{N}_])`, 'giu') : null
  })

  show(all: boolean): void {
    this.shown = all
    try {
      localStorage.setItem(KEPT, all ? 'shown' : 'covered')
    } catch {
      // Kept for this visit only.
    }
  }

  /** Where in a text (in UTF-16 units) graphic words stand. */
  spans(text: string): [number, number][] {
    return this.#form ? [...text.matchAll(this.#form)].map((m) => [m.index, m.index + m[0].length]) : []
  }

  has(text: string | null | undefined): boolean {
    return !!text && this.spans(text).length > 0
  }

  /** A text where nothing can be opened (a link, the title of the window): its graphic words left out. */
  plain(text: string): string {
    return this.shown || !this.#form ? text : text.replace(this.#form, '[…]')
  }
}

function kept(): boolean {
  try {
    return localStorage.getItem(KEPT) === 'shown'
  } catch {
    return false
  }
}

export const graphic = new Graphic()

export interface Run { key: string; text: string; marks: Mark[]; /** The number of the graphic stretch that the run is (a part of), or null. */ graphic: number | null; /** Whether it begins that stretch. */ first: boolean }

/** Pieces cut further, so that graphic words are runs of their own. */
export function runs(pieces: Piece[]): Run[] {
  const hidden = graphic.spans(pieces.map((p) => p.text).join(''))
  const out: Run[] = []
  let at = 0
  for (const piece of pieces) {
    const end = at + piece.text.length
    let from = at
    const put = (to: number, n: number | null, first: boolean): void => {
      if (to > from) out.push({ key: `${piece.start}.${from}`, text: piece.text.slice(from - at, to - at), marks: piece.marks, graphic: n, first })
      from = Math.max(from, to)
    }
    for (const [n, [low, high]] of hidden.entries()) {
      if (high <= at || low >= end) continue
      put(Math.max(low, at), null, false)
      put(Math.min(high, end), n, low >= at)
    }
    put(end, null, false)
    at = end
  }
  return out
}
