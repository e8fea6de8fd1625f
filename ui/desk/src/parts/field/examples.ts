import { h } from 'vue'
import Field from './Field.vue'

const input = (given: object) => h('input', { type: 'text', ...given })

export default {
	'plain': () => h(Field, { label: 'Имя' }, { default: input }),
	'with a hint': () => h(Field, { label: 'Срок', hint: 'Например: 5 рабочих дней' }, { default: input }),
	'refused': () => h(Field, { label: 'Срок', error: 'Такой единицы нет: дни или часы' }, { default: input }),
}
