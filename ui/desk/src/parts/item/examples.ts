import { h } from 'vue'
import type { Item } from '../../../../shared/api/appeal'
import WorkItem from './WorkItem.vue'

const item: Item = {
	number: 'AB-123456-7890', kind: 'question', state: 'in_work', excerpt: 'Не сделан перерасчёт за отопление за октябрь',
	entered: '2026-11-20T10:00:00+03:00', answer_by: '2026-11-24T10:00:00+03:00', version: 3, channel: 'form', files: 0,
}

export default {
	'plain': () => h(WorkItem, { item, href: '#a' }),
	'opened, unread, looked at': () => h(WorkItem, { item: { ...item, unread: true }, href: '#a', opened: true, viewers: [{ id: '7', name: 'Орлова Т.' }] }),
	'with its state': () => h(WorkItem, { item, href: '#a', stated: true }),
}
