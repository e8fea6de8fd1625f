import { h } from 'vue'
import Icon from './Icon.vue'

export default {
	'beside words': () => h('p', [h(Icon, { name: 'clock' }), 'осталось 2 дня']),
	'alone in a button': () => h('button', { 'aria-label': 'Закрыть' }, h(Icon, { name: 'x', small: true })),
}
