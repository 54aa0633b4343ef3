// Light or dark: as the system has it, until the reader chooses.

type Theme = 'light' | 'dark'
const system = matchMedia('(prefers-color-scheme: dark)')
const still = matchMedia('(prefers-reduced-motion: reduce)')

function kept(): Theme | null {
  try {
    const value = localStorage.getItem('dateline.theme')
    return value === 'light' || value === 'dark' ? value : null
  } catch {
    return null
  }
}

class Look {
  chosen: Theme | null = $state(kept())
  system: Theme = $state(system.matches ? 'dark' : 'light')
  still = $state(still.matches)
  now: Theme = $derived(this.chosen ?? this.system)

  constructor() {
    system.addEventListener('change', (event) => (this.system = event.matches ? 'dark' : 'light'))
    still.addEventListener('change', (event) => (this.still = event.matches))
  }

  toggle(): void {
    this.chosen = this.now === 'dark' ? 'light' : 'dark'
    try {
      localStorage.setItem('dateline.theme', this.chosen)
    } catch {
      // Kept for this visit only.
    }
  }
}

export const look = new Look()
