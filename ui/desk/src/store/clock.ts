/* The present, once every ten seconds, for terms and times in state */
import { ref } from 'vue'

export const now = ref(Date.now())
setInterval(() => { now.value = Date.now() }, 10_000)
