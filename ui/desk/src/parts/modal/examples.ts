import { h } from 'vue'
import Modal from './Modal.vue'

export default {
	'with a description': () => h(Modal, { open: true, title: 'Закрыть обращение', about: 'Заявитель увидит результат.' },
		{ default: () => h('button', { class: 'btn' }, 'Закрыть') }),
	'that stays': () => h(Modal, { open: true, title: 'Вход', stays: true }, { default: () => h('button', 'Войти') }),
}
