import { h } from 'vue'
import type { Checked } from '../../../../shared/api/register'
import CheckedField from './CheckedField.vue'

const judge = (verdict: Checked['verdict'], detail: string, suggestion = '') => async (): Promise<Checked> =>
	({ verdict, value: '+79161234567', code: '', detail, suggestion })

export default {
	empty: () => h(CheckedField, { kind: 'phone', label: 'Телефон', type: 'tel', max: 60, modelValue: '', judge: judge('valid', '') }),
	'refused by the server': () => h(CheckedField, { kind: 'email', label: 'Почта', type: 'text', max: 254, modelValue: 'ирина@', error: 'Адрес неполный', judge: judge('invalid', 'Адрес неполный') }),
	doubtful: () => h(CheckedField, { kind: 'name', label: 'Имя', type: 'text', max: 100, modelValue: 'Bdfy', judge: judge('suspicious', 'Латинские буквы', 'Иван|Иван|') }),
}
