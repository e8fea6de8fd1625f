/* What is looked for: kept here and not in the address, for it may be somebody's telephone */
import { ref } from 'vue'

export const words = ref('')
