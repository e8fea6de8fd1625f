/* What is laid over the shell when asked for, in one piece that is fetched once the first screen stands */
export { default as CommandBar } from './CommandBar.vue'
export { default as KeySheet } from './KeySheet.vue'
export { default as PasswordDialog } from '../door/PasswordDialog.vue'
export { default as SignInDialog } from '../door/SignInDialog.vue'
