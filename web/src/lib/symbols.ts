// Symbols: a shape for each group of kinds (colour only repeats it), filled as exactly as the place is known;
// and for control a colour for each side with a pattern for how well it is known.
import type { Fineness, Group, Standing } from './types'

export const GROUPS: readonly Group[] = ['violence', 'territory', 'people', 'words']

/** Each shape in a box of 16 by 16, for pictures of the map and for SVG. */
export const SHAPES: Record<Group, string> = {
  violence: 'M8 1.8 14.6 13.4H1.4Z',
  territory: 'M2.6 2.6h10.8v10.8H2.6Z',
  people: 'M8 2a6 6 0 1 1 0 12A6 6 0 1 1 8 2Z',
  words: 'M8 1.2 14.8 8 8 14.8 1.2 8Z',
}

export const SIDES = {
  light: ['#2464b4', '#b35900', '#00785a', '#a3195b', '#6d3fae', '#7a6500', '#3c6e8f', '#8a4a2b'],
  dark: ['#7fb0f2', '#f0a04b', '#4fc3a1', '#ee8cb8', '#bb9bf0', '#dcb94f', '#8fc4dd', '#d89b78'],
}
const NOBODY = { light: '#77726a', dark: '#8d949c' }

export function sideColour(index: number, theme: 'light' | 'dark'): string {
  return index < 0 ? NOBODY[theme] : (SIDES[theme][index % SIDES[theme].length] ?? NOBODY[theme])
}

const SCALE = 3

function canvas(size: number): CanvasRenderingContext2D {
  const element = document.createElement('canvas')
  element.width = element.height = size * SCALE
  const context = element.getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('no canvas')
  context.scale(SCALE, SCALE)
  return context
}

const picture = (context: CanvasRenderingContext2D, size: number): ImageData => context.getImageData(0, 0, size * SCALE, size * SCALE)

export function eventPicture(group: Group, fineness: Fineness, colour: string, halo: string): ImageData {
  const context = canvas(20)
  context.translate(2, 2)
  const path = new Path2D(SHAPES[group])
  context.lineJoin = 'round'
  context.strokeStyle = halo
  context.lineWidth = 3.4
  context.stroke(path)
  const sure = fineness === 'point' || fineness === 'area'
  context.fillStyle = sure ? colour : halo
  context.fill(path)
  context.strokeStyle = colour
  context.lineWidth = 1.8
  if (fineness === 'ambiguous') context.setLineDash([2.2, 1.8])
  context.stroke(path)
  return picture(context, 20)
}

/** held: full; claimed: a ring around a dot; contested: halves of both; unknown: an open ring. */
export function controlPicture(standing: Standing, colour: string, halo: string): ImageData {
  const context = canvas(20)
  const disc = (radius: number): void => {
    context.beginPath()
    context.arc(10, 10, radius, 0, 2 * Math.PI)
  }
  disc(8.6)
  context.fillStyle = halo
  context.fill()
  context.strokeStyle = context.fillStyle = colour
  context.lineWidth = 2
  disc(6.8)
  if (standing === 'unknown') context.setLineDash([3, 2.4])
  context.stroke()
  context.setLineDash([])
  if (standing === 'held') context.fill()
  if (standing === 'claimed') {
    disc(3)
    context.fill()
  }
  if (standing === 'contested') {
    context.save()
    disc(6.8)
    context.clip()
    context.lineWidth = 2.2
    for (let x = -16; x < 20; x += 5) {
      context.beginPath()
      context.moveTo(x, 20)
      context.lineTo(x + 20, 0)
      context.stroke()
    }
    context.restore()
  }
  return picture(context, 20)
}
