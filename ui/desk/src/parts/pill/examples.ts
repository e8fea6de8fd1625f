import { h } from 'vue'
import Pill from './Pill.vue'

export default {
	'state': () => h(Pill, { tone: 'act' }, () => 'В работе'),
	'with a picture': () => h(Pill, { icon: 'eye' }, () => 'смотрит Орлова Т.'),
	'overdue': () => h(Pill, { tone: 'crit', icon: 'triangle-alert' }, () => 'просрочено'),
}
