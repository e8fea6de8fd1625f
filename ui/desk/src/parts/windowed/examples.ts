import { h } from 'vue'
import Windowed from './Windowed.vue'

const items = Array.from({ length: 5000 }, (_, i) => ({ number: String(i) }))

export default {
	'five thousand': () => h(Windowed as never, { items, height: 53, label: 'Обращения' },
		{ default: ({ item }: { item: { number: string } }) => h('a', { href: '#' }, item.number) }),
	'none': () => h(Windowed as never, { items: [], height: 53, label: 'Обращения' }, { default: () => null }),
}
