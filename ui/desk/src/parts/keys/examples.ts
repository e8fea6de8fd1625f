import { h } from 'vue'
import Keys from './Keys.vue'

export default {
	'a letter': () => h('button', { 'aria-keyshortcuts': 't' }, ['Взять ', h(Keys, { of: 'appeal.take' })]),
	'two held': () => h('button', ['Отправить ', h(Keys, { of: 'write.send' })]),
	'one after the other': () => h('button', ['Моя работа ', h(Keys, { of: 'go.work' })]),
}
