import { h } from 'vue'
import Menu from './Menu.vue'

const entries = [
	{ id: 'ready', name: 'Готов', on: true }, { id: 'break', name: 'Перерыв', on: false },
	{ id: 'out', name: 'Выйти', icon: 'log-out', line: true },
]

export default {
	'closed': () => h(Menu, { entries }, { default: () => 'Готов' }),
	'open': () => h(Menu, { entries, open: true }, { default: () => 'Готов' }),
}
