import { h } from 'vue'
import { said } from '../../store/say'
import Notes from './Notes.vue'

export default {
	'none': () => {
		said.notes = []
		return h(Notes)
	},
	'good and bad': () => {
		said.notes = [{ id: 1, text: 'Ответ отправлен', tone: 'ok' }, { id: 2, text: 'Не сохранено', tone: 'crit' }]
		return h(Notes)
	},
}
