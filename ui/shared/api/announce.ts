/* The announcement that every caller hears first: one person publishes, a second confirms */
import { call, itemsOf } from './http'

export interface Announcement {
	id: string
	words_ru: string
	words_en: string
	by: { id: string, name: string }
	at: string
	/** It ends then, unless a second person confirms it */
	until?: string
	second?: string
	confirmed?: string
	ended?: string
	ended_by?: string
	lapsed: boolean
	heard: boolean
}

const base = '/api/v1/settings/announcements'
export const announcements = async (): Promise<Announcement[]> => itemsOf<Announcement>(await call('GET', base))
export const announce = async (words_ru: string, words_en: string): Promise<Announcement[]> => itemsOf<Announcement>(await call('POST', base, { body: { words_ru, words_en } }))
export const confirm = async (id: string): Promise<Announcement[]> => itemsOf<Announcement>(await call('POST', `${base}/${id}/confirm`))
export const end = async (id: string): Promise<Announcement[]> => itemsOf<Announcement>(await call('DELETE', `${base}/${id}`))
