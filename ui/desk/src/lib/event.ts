/* A row of the journal in plain words. Kinds are noun.verb; what the catalogue does not know is named as it is. */
import type { Card, JournalRow, Message } from '../../../shared/api/appeal'
import { find, t } from '../text/t'
import { told } from './told'

const ICONS: Record<string, string> = {
	'appeal.entered': 'file-text', 'appeal.taken': 'hand', 'appeal.returned': 'undo-2', 'appeal.answered': 'send',
	'appeal.requested': 'message-circle-question', 'appeal.noted': 'sticky-note', 'appeal.closed': 'clipboard-check',
	'appeal.reopened': 'rotate-ccw', 'appeal.message': 'message-square', 'appeal.topic': 'tag', 'appeal.delay': 'hourglass',
	'call.entered': 'phone', 'call.queued': 'hourglass', 'call.offered': 'phone', 'call.answered': 'phone', 'call.held': 'pause',
	'call.resumed': 'phone', 'call.ended': 'phone-off', 'call.parted': 'phone-off', 'call.dialled': 'phone', 'call.attached': 'phone',
	'call.split': 'phone', 'call.transferred': 'send', 'call.listened': 'eye', 'call.called_in': 'phone', 'call.taken_over': 'hand', 'call.unheard': 'mic-off', 'call.heard': 'volume-2', 'appeal.joined': 'file-text',
	'recording.stored': 'volume-2', 'recording.heard': 'volume-2', 'recording.paused': 'pause', 'recording.resumed': 'volume-2',
	'recording.refused': 'mic-off', 'recording.failed': 'triangle-alert', 'recording.erased': 'x',
	'work.offered': 'hourglass', 'work.missed': 'triangle-alert', 'work.overtaken': 'hourglass', 'work.unwritten': 'triangle-alert',
	'service.asked': 'search', 'appeal.file': 'paperclip', 'appeal.revealed': 'eye', 'appeal.hurried': 'hourglass', 'appeal.escalated': 'triangle-alert', 'promise.broken': 'triangle-alert', 'call.scored': 'message-square',
	'trunk.up': 'phone', 'trunk.down': 'triangle-alert', 'outbox.put': 'send', 'outbox.sent': 'send', 'outbox.given_up': 'triangle-alert',
	'callback.made': 'clock', 'callback.tried': 'phone-off', 'callback.ended': 'phone', 'call.promised': 'clock', 'call.message': 'volume-2',
}

/** Kinds by what stands before the dot */
export const GROUPS = ['appeal', 'call', 'callback', 'recording', 'work', 'promise', 'service', 'outbox', 'staff', 'settings', 'trunk', 'program', 'key'] as const

export function eventWords(row: JournalRow): { text: string, more: string, icon: string } {
	const data = row.data ?? {}
	const result = typeof data.result === 'string' ? find('result.' + data.result) : undefined
	const field = typeof data.field === 'string' ? find('reveal.' + data.field) : undefined
	const cause = typeof data.cause === 'string' ? find('cause.' + data.cause.replace(/_/g, '-')) : undefined
	const answer = typeof data.answer === 'string' ? find('application.' + data.answer) : undefined
	const score = typeof data.score === 'number' ? t('card.score', { n: data.score }) : undefined
	const words = [data.reason, data.text].find((one) => typeof one === 'string') as string | undefined
	const said = words && (find('reveal.why-' + words) ?? find('application.why-' + words) ?? words)
	const key = 'event.' + row.kind.replace(/[._]/g, '-')
	return {
		text: (typeof data.kind === 'string' ? find(`${key}-${data.kind}`) : undefined) ?? find(key) ?? t('event.unknown', { kind: row.kind }),
		more: (told(row) ?? [result ?? field ?? cause ?? answer ?? score, said]).filter(Boolean).join(', '),
		icon: ICONS[row.kind] ?? 'info',
	}
}

/** What a message is: the citizen's first one is the appeal itself (a complaint, a question …), later ones add to it */
export function messageLabel(card: Pick<Card, 'kind' | 'messages'>, message: Message): string {
	if (message.kind !== 'question') return t(`message.${message.kind}`)
	const first = card.messages.find((one) => one.kind === 'question')
	return first && first.id !== message.id ? t('message.addition') : t(`kind.${card.kind}`).toLowerCase()
}

export function whoOf(row: JournalRow): string {
	if (!row.actor) return ''
	if (typeof row.actor === 'object') return row.actor.name
	return t(row.actor === 'citizen' ? 'card.citizen' : 'card.system')
}
