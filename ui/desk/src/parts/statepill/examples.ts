import { h } from 'vue'
import { STATES } from '../../../../shared/api/appeal'
import StatePill from './StatePill.vue'

export default Object.fromEntries(STATES.map((state) => [state, () => h(StatePill, { state })]))
