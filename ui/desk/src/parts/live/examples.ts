import { h } from 'vue'
import { said } from '../../store/say'
import Live from './Live.vue'

export default {
	'silent': () => h(Live),
	'with words': () => {
		said.polite = 'Ответ отправлен'
		return h(Live)
	},
}
