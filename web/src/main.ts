import 'maplibre-gl/dist/maplibre-gl.css'
import './app.css'
import { mount } from 'svelte'
import App from './App.svelte'
import { loadBase } from './lib/basemap'

// On the way while the ledger is asked; a failure is told by the map itself.
loadBase().catch(() => undefined)
const target = document.getElementById('page')
if (!target) throw new Error('index.html has no #page')
mount(App, { target })
