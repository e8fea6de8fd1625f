/* Everything that the program itself says to callers, and the music that they hear on hold */
import type { Recorded } from './flows'
import { call } from './http'

export type Kind = 'number' | 'ordinal' | 'count' | 'time' | 'date' | 'moment' | 'hours' | 'key' | 'text' | 'name' | 'appeal' | 'phone' | 'digits'
/** A stretch of words that may have a recording; part 0: all of it */
export interface Place { part: number, words: string, recorded: boolean }
/** keys: of a prompt that names a key, which has a recording for each: those that have one */
export interface Said { words: string, places: Place[], keys?: string }
export interface Prompt { name: string, wants: { name: string, kind: Kind }[], ru: Said, en: Said }
export interface Prompts { items: Prompt[], music: { recorded: boolean, ms: number } }

const base = '/api/v1/settings'
export const prompts = (): Promise<Prompts> => call('GET', `${base}/prompts`)
export const music = (): Promise<Blob> => call('GET', `${base}/music`, { blob: true })
export const setMusic = (sound: string): Promise<Recorded> => call('PUT', `${base}/music`, { body: { sound } })
export const dropMusic = (): Promise<Recorded> => call('DELETE', `${base}/music`)
