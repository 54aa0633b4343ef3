// Decisions: sent, told in words, and taken back. A view that lets people decide has one of these.
import { send } from './api'
import { ledger } from './ledger.svelte'
import type { Decided } from './types'

/** A judge on its way to the view of another event, which goes on with what was done here. */
let onTheWay: { to: string; judge: Judge } | null = null

export class Judge {
  busy = $state(false)
  error: string | null = $state(null)
  /** What was done last, in words. */
  said: string | null = $state(null)
  /** What was done last, as the server told it. */
  done: Decided | null = $state.raw(null)
  /** Decisions made in this visit of the view, the latest last: what "undo" takes back. */
  mine: string[] = $state([])

  /** Records a decision and tells whether it is on record; when this returns the views have been told to ask again. */
  async decide(body: Record<string, unknown>, words: string): Promise<boolean> {
    if (this.busy) return false
    this.busy = true
    this.error = null
    try {
      const done = await send<Decided>('POST', 'review/decisions', body)
      this.mine = body.action === 'undo' ? this.mine.filter((id) => id !== body.decision) : [...this.mine, done.decision.id]
      this.done = done
      await ledger.look()
      this.said = words
      return true
    } catch (cause) {
      this.error = cause instanceof Error ? cause.message : String(cause)
      return false
    } finally {
      this.busy = false
    }
  }

  handOver(event: string): void {
    onTheWay = { to: event, judge: this }
  }

  /** The judge that was handed over to the view of an event, if any. */
  static handed(event: string): Judge | null {
    const found = onTheWay?.to === event ? onTheWay.judge : null
    onTheWay = null
    return found
  }

  undo(id: string | undefined = this.mine.at(-1)): Promise<boolean> {
    return id ? this.decide({ action: 'undo', decision: id }, 'Taken back.') : Promise.resolve(false)
  }
}
