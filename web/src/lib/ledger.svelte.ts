// What the whole page knows of the ledger: its lists of words, and its revision, which tells when to ask again.
import { get, send, session } from './api'
import type { Group, KindMeta, Meta } from './types'
import { capital, plain } from './words'

const PATIENT = 15_000
const EAGER = 2_000

class Ledger {
  meta: Meta | null = $state.raw(null)
  error: string | null = $state(null)
  status = $state(0)
  #kinds = $derived(new Map((this.meta?.kinds ?? []).map((kind) => [kind.kind, kind])))
  #timer = 0

  get revision(): string {
    return this.meta?.revision ?? ''
  }

  async start(): Promise<void> {
    try {
      await session()
    } catch (cause) {
      this.error = cause instanceof Error ? cause.message : String(cause)
    }
    await this.look()
  }

  /** Signs in with a token that was typed. */
  async enter(token: string): Promise<void> {
    await send('POST', 'session', { token })
    await this.look()
  }

  /** Gives the token back: the next who sits here is asked for one. */
  async leave(): Promise<void> {
    await send('DELETE', 'session')
    this.meta = null
    await this.look()
  }

  async look(): Promise<void> {
    clearTimeout(this.#timer)
    try {
      const meta = await get<Meta>('meta')
      // The same revision is the same answer: views that depend on it need not ask again.
      if (meta.revision !== this.meta?.revision || meta.updating !== this.meta.updating) this.meta = meta
      this.error = null
      this.status = 200
    } catch (cause) {
      this.error = cause instanceof Error ? cause.message : String(cause)
      this.status = cause && typeof cause === 'object' && 'status' in cause ? Number(cause.status) : 0
    }
    this.#timer = window.setTimeout(() => void this.look(), this.meta?.updating ? EAGER : PATIENT)
  }

  kind(kind: string): KindMeta {
    return this.#kinds.get(kind) ?? { kind, label: plain(kind), group: 'words', meaning: '', territory: false }
  }

  kindLabel(kind: string): string {
    return capital(this.kind(kind).label)
  }

  statusMeta(value: string): { label: string; meaning: string } {
    return this.meta?.statuses.find((s) => s.value === value) ?? { label: value, meaning: '' }
  }

  groupLabel(group: Group): string {
    return this.meta?.groups.find((g) => g.group === group)?.label ?? group
  }

  get analyst(): boolean {
    return this.meta?.role === 'analyst' && this.meta.writable
  }
}

export const ledger = new Ledger()
