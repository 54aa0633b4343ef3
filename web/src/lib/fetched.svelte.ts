// One question of a view and its answer; a newer question makes an older answer void.
import { get } from './api'

export class Fetched<T> {
  value: T | null = $state.raw(null)
  error: string | null = $state(null)
  status = $state(0)
  busy = $state(false)
  #control: AbortController | null = null
  #timer = 0

  /** Asks after `wait` ms unless something else is asked before. The old answer stays in sight until the new one is there. */
  ask(path: string, wait = 0): void {
    clearTimeout(this.#timer)
    this.busy = true
    this.#timer = window.setTimeout(() => void this.#now(path), wait)
  }

  async #now(path: string): Promise<void> {
    this.#control?.abort()
    const control = (this.#control = new AbortController())
    try {
      const value = await get<T>(path, control.signal)
      if (control.signal.aborted) return
      this.value = value
      this.error = null
      this.busy = false
    } catch (cause) {
      if (control.signal.aborted) return
      this.error = cause instanceof Error ? cause.message : String(cause)
      this.status = cause && typeof cause === 'object' && 'status' in cause ? Number(cause.status) : 0
      this.busy = false
    }
  }

  clear(): void {
    clearTimeout(this.#timer)
    this.#control?.abort()
    this.value = null
    this.error = null
    this.busy = false
  }
}
