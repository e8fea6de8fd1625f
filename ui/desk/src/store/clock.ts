/* The present, once every ten seconds, for terms and times in state */
import { ref } from 'vue'

export const now = ref(Date.now())
setInterval(() => { now.value = Date.now() }, 10_000)

/** The same each second, for what is counted: a call, a state, what is left */
export const second = ref(Date.now())
setInterval(() => { second.value = Date.now() }, 1000)
