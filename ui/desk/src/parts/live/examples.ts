import { h } from 'vue'
import { said } from '../../store/say'
import Live from './Live.vue'

export default {
	'silent': () => h(Live),
	'with notes': () => {
		said.notes = [{ id: 1, text: 'Ответ отправлен', tone: 'ok' }, { id: 2, text: 'Не сохранено', tone: 'crit' }]
		return h(Live)
	},
}
