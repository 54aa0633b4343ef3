import './app.css'
import { mount } from 'svelte'
import App from './App.svelte'

// On the way while the ledger is asked; a failure is told where the map would be.
if (/^(#\/map(?!.*show=table).*)?$/.test(location.hash)) void Promise.all([import('./lib/MapView.svelte'), import('./lib/basemap').then((part) => part.loadBase())]).catch(() => undefined)
const target = document.getElementById('page')
if (!target) throw new Error('index.html has no #page')
mount(App, { target })
