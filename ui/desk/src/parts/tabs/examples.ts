import { h } from 'vue'
import TabStrip from './TabStrip.vue'

const tabs = [{ id: 'card', name: 'Карточка' }, { id: 'history', name: 'История', count: 7 }]

export default {
	'two': () => h(TabStrip, { tabs, label: 'Обращение', modelValue: 'card' }, { default: ({ id }: { id: string }) => h('p', id) }),
}
