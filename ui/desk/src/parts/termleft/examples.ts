import { h } from 'vue'
import type { State } from '../../../../shared/api/appeal'
import TermLeft from './TermLeft.vue'

const HOUR = 3_600_000
const of = (state: State, gone: number, left: number) => ({
	state,
	entered: new Date(Date.now() - gone * HOUR).toISOString(),
	answer_by: new Date(Date.now() + left * HOUR).toISOString(),
})

export default {
	'plenty left': () => h(TermLeft, { of: of('new', 5, 100) }),
	'little left, short': () => h(TermLeft, { of: of('in_work', 50, 3), short: true }),
	'over': () => h(TermLeft, { of: of('in_work', 50, -3), short: true }),
	'waits for the citizen': () => h(TermLeft, { of: of('waiting', 50, 3) }),
	'answered': () => h(TermLeft, { of: of('answered', 50, 3), short: true }),
}
