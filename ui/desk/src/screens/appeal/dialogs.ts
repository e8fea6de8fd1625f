/* The dialogs of an appeal, in one piece that is fetched when a card is opened: none of them is part of the first screen */
export { default as CloseDialog } from './CloseDialog.vue'
export { default as HurryDialog } from './HurryDialog.vue'
export { default as NumberDialog } from './NumberDialog.vue'
export { default as RevealDialog } from './RevealDialog.vue'
export { default as TopicDialog } from './TopicDialog.vue'
export { default as WordsDialog } from './WordsDialog.vue'
export { default as BackDialog } from './BackDialog.vue'
